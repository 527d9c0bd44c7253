import { eq } from "drizzle-orm";
import type { FilePart } from "../../../core/agents/codex/session-files.ts";
import { parseSessionIndex } from "../../../core/index/session-index.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { threads } from "../open/schema.ts";

/** The parts of a thread's history as they were indexed, oldest first; empty for a thread that is not indexed. */
export async function readSessionParts(state: State, threadId: string): Promise<readonly FilePart[]> {
  const { rolloutPath, sessionFiles } = threads;
  const [row] = await run(
    state.orm.select({ path: rolloutPath, session: sessionFiles }).from(threads).where(eq(threads.id, threadId)),
  );
  if (row === undefined) return [];
  const parts = row.session === null ? undefined : parseSessionIndex(row.session)?.parts;
  return parts ?? [{ path: row.path, end: undefined }];
}
