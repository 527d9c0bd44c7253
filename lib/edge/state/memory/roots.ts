/**
 * One database has one memory root: where the first consolidation took place. `readRoot` says where, `claimRoot`
 * records it when nobody did, `moveRoot` records another place (`consolidate --move-root`).
 * `databaseId` is the random name of the database that the root's own marker repeats.
 */
import { eq } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { meta, roots } from "../open/schema.ts";

/** A memory root: the machine's id and the absolute path there. */
export interface RootPlace {
  readonly machine: string;
  readonly path: string;
}

/** Where this database's root is; undefined before the first consolidation. */
export async function readRoot(state: State): Promise<RootPlace | undefined> {
  const { machine, path } = roots;
  const [row] = await run(state.orm.select({ machine, path }).from(roots).where(eq(roots.jobKey, GLOBAL)));
  return row;
}

/** Records `place` when no root is recorded; the place recorded now, which is another's when somebody was first. */
export async function claimRoot(state: State, place: RootPlace, now: number): Promise<RootPlace> {
  const known = await readRoot(state);
  if (known !== undefined) return known;
  await begin(state, place);
  await run(state.orm.insert(roots).values(rowOf(place, now)).onConflictDoNothing());
  return (await readRoot(state)) ?? place;
}

/** Makes `place` the root, whatever was recorded. */
export async function moveRoot(state: State, place: RootPlace, now: number): Promise<void> {
  await begin(state, place);
  const row = rowOf(place, now);
  await run(state.orm.insert(roots).values(row).onConflictDoUpdate({ target: roots.jobKey, set: row }));
}

/** The random id this database was given when it was made. */
export async function databaseId(state: State): Promise<string> {
  const [row] = await run(state.orm.select().from(meta).where(eq(meta.key, "database_id")));
  return String(row?.value);
}

/** The one root has the key of the one job that works in it. */
const GLOBAL = "global";

function rowOf({ machine, path }: RootPlace, now: number): typeof roots.$inferInsert {
  return { jobKey: GLOBAL, machine, path, recordedAt: now };
}

async function begin(state: State, place: RootPlace): Promise<void> {
  await admitWriter(state);
  fault("state.root", place.path);
}
