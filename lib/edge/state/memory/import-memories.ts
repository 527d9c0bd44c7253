/** Memories that another program made: `readImportFacts` says what stands against them, `storeImported` takes them in. */
import { ne, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import type { ImportedMemory } from "../../../core/import/imported-memory.ts";
import type { ImportFacts } from "../../../core/import/plan-import.ts";
import { enqueuePhase2 } from "../jobs/enqueue-phase2.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { forgotten, stage1Outputs, threads } from "../open/schema.ts";

/** Rows of one transaction: SQLite takes 32,766 values. */
const IMPORT_BATCH = 250;

/** What of an import is here already, was forgotten, or may not be remembered. */
export async function readImportFacts({ orm }: State): Promise<ImportFacts> {
  const [stored, gone, modes] = await Promise.all([
    run(orm.select({ id: stage1Outputs.threadId }).from(stage1Outputs)),
    run(orm.select({ id: forgotten.threadId }).from(forgotten)),
    run(
      orm.select({ id: threads.id, mode: threads.memoryMode }).from(threads).where(ne(threads.memoryMode, "enabled")),
    ),
  ]);
  return {
    stored: new Set(stored.map(({ id }) => id)),
    forgotten: new Set(gone.map(({ id }) => id)),
    modes: new Map(modes.flatMap(({ id, mode }) => (mode === "enabled" ? [] : [[id, mode]]))),
  };
}

/** Whose sessions they are. */
export interface ImportScope {
  readonly machine: string;
  readonly agentHome: string;
}

/**
 * Stores memories of redacted texts, and the rows of threads that are not known; asks for a consolidation. Nothing that
 * is there is changed.
 */
export async function storeImported(
  state: State,
  memories: readonly ImportedMemory[],
  scope: ImportScope,
): Promise<void> {
  if (memories.length === 0) return;
  await admitWriter(state);
  for (let at = 0; at < memories.length; at += IMPORT_BATCH) {
    const batch = memories.slice(at, at + IMPORT_BATCH);
    const ids = JSON.stringify(batch.map(({ threadId }) => threadId));
    fault("state.finish", `${batch.length}`);
    await state.orm.batch([
      state.orm
        .insert(threads)
        .values(batch.map((memory) => threadRow(memory, scope)))
        .onConflictDoNothing(),
      state.orm.insert(stage1Outputs).values(batch.map(outputRow)).onConflictDoNothing(),
      enqueuePhase2(
        state,
        sql`SELECT max(source_updated_at) AS watermark FROM stage1_outputs
          WHERE thread_id IN (SELECT value FROM json_each(${ids}))`,
      ),
    ]);
  }
}

function threadRow({ threadId, session }: ImportedMemory, scope: ImportScope): typeof threads.$inferInsert {
  return { id: threadId, ...session, gitBranch: session.gitBranch ?? null, ...scope };
}

function outputRow({ session: _, ...memory }: ImportedMemory): typeof stage1Outputs.$inferInsert {
  return memory;
}
