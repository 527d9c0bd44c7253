/**
 * One database has one memory root: where the first consolidation took place. `readRoot` says where, `claimRoot`
 * records it when nobody did, `moveRoot` records another place (`consolidate --move-root`).
 * `databaseId` is the random name of the database that the root's own marker repeats.
 */
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";

/** A memory root: the machine's id and the absolute path there. */
export interface RootPlace {
  readonly machine: string;
  readonly path: string;
}

/** Where this database's root is; undefined before the first consolidation. */
export async function readRoot(state: State): Promise<RootPlace | undefined> {
  const result = await state.client.execute("SELECT machine, path FROM roots WHERE job_key = 'global'");
  const row = result.rows[0];
  return row === undefined ? undefined : { machine: String(row.machine), path: String(row.path) };
}

/** Records `place` when no root is recorded; the place recorded now, which is another's when somebody was first. */
export async function claimRoot(state: State, place: RootPlace, now: number): Promise<RootPlace> {
  const known = await readRoot(state);
  if (known !== undefined) return known;
  await write(state, place, now, "ON CONFLICT (job_key) DO NOTHING");
  return (await readRoot(state)) ?? place;
}

/** Makes `place` the root, whatever was recorded. */
export async function moveRoot(state: State, place: RootPlace, now: number): Promise<void> {
  await write(
    state,
    place,
    now,
    `ON CONFLICT (job_key) DO UPDATE SET
      machine = excluded.machine, path = excluded.path, recorded_at = excluded.recorded_at`,
  );
}

/** The random id this database was given when it was made. */
export async function databaseId(state: State): Promise<string> {
  const result = await state.client.execute("SELECT value FROM meta WHERE key = 'database_id'");
  return String(result.rows[0]?.value);
}

async function write(state: State, place: RootPlace, now: number, onConflict: string): Promise<void> {
  await admitWriter(state);
  fault("state.root", place.path);
  await state.client.execute({
    sql: `INSERT INTO roots (job_key, machine, path, recorded_at) VALUES ('global', :machine, :path, :now) ${onConflict}`,
    args: { machine: place.machine, path: place.path, now },
  });
}
