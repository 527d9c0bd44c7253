import { sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { threads } from "../open/schema.ts";

/** Tables that name forgotten threads so that they stay forgotten, and hold no text of theirs. */
const TOMBSTONES = ["forgotten", "meta"];

/** The tables in which some text stands that `givesAway` recognises; all rows of all tables are looked through. */
export async function findInRows(state: State, givesAway: (text: string) => boolean): Promise<string[]> {
  const tables = await run(
    state.orm.all<[string]>(sql`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`),
  );
  const found: string[] = [];
  for (const row of tables) {
    const name = String(Object.values(row)[0]);
    if (TOMBSTONES.includes(name)) continue;
    const rows = await run(state.orm.all<Record<string, unknown>>(sql`SELECT * FROM ${sql.identifier(name)}`));
    const holds = rows.some((each) =>
      Object.values(each).some((value) => typeof value === "string" && givesAway(value)),
    );
    if (holds) found.push(name);
  }
  return found;
}

/** Takes the person's words out of the index of threads: of a forgotten one it need not show what it was about. */
export async function blankIndex(state: State, threadIds: readonly string[]): Promise<void> {
  if (threadIds.length === 0) return;
  await admitWriter(state);
  fault("state.forget", `index of ${threadIds.length}`);
  await run(state.orm.update(threads).set({ title: "", firstUserMessage: "" }).where(isAmong(threads.id, threadIds)));
}
