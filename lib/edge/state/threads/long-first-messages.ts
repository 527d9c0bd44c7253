import { and, desc, gte, isNull, sql } from "drizzle-orm";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { threads } from "../open/schema.ts";

/** So many messages show what their senders' templates are; older ones only take memory. */
const MESSAGES_MAX = 2_000;

/** First messages of at least so many characters, newest sessions first. A fork's is its parent's and left out. */
export async function readLongFirstMessages(state: State, minChars: number): Promise<string[]> {
  const { firstUserMessage, forkedFromId, updatedAt } = threads;
  const rows = await run(
    state.orm
      .select({ message: firstUserMessage })
      .from(threads)
      .where(and(gte(sql`length(${firstUserMessage})`, minChars), isNull(forkedFromId)))
      .orderBy(desc(updatedAt))
      .limit(MESSAGES_MAX),
  );
  return rows.map(({ message }) => message);
}
