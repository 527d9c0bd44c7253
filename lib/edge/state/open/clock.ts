/**
 * Whose time a database keeps. One whose first writer used `--now` is a replay database; the two kinds do not mix,
 * since a replay's times would make live memories look old or young. Indexing makes no first writer.
 *
 * `checkClock` is for the start of a writing story, before it does anything; `admitWriter` is called by every write
 * of this folder but the index's.
 */
import { eq, sql } from "drizzle-orm";
import { MemoriesError } from "../../../core/errors.ts";
import type { State } from "./open.ts";
import { clockOf, leaseTime, run } from "./run.ts";
import { meta } from "./schema.ts";

const CLOCK_KEY = "clock";
/** States that were admitted: asked once in the life of a process. */
const admitted = new WeakSet<State["client"]>();

/** Throws `state_clock_mismatch` when this run may not write here. Writes nothing. */
export async function checkClock(state: State): Promise<void> {
  const [stored] = await run(storedClock(state));
  refuseOther(state, stored?.value);
}

/** Makes this run the first writer when there was none; throws `state_clock_mismatch` when it may not write. */
export async function admitWriter(state: State): Promise<void> {
  if (admitted.has(state.client)) return;
  const [, stored] = await state.orm.batch([
    state.orm
      .insert(meta)
      .values({ key: CLOCK_KEY, value: clockOf(state) })
      .onConflictDoNothing(),
    storedClock(state),
  ]);
  refuseOther(state, stored[0]?.value);
  admitted.add(state.client);
}

/** The database's time with the run's offset, in seconds: what leases, retries and cooldowns are judged by. */
export async function leaseNow(state: State): Promise<number> {
  const [row] = await run(state.orm.all<{ now: number }>(sql`SELECT ${leaseTime(state)} AS now`));
  return Number(row?.now);
}

function storedClock({ orm }: State) {
  return orm.select({ value: meta.value }).from(meta).where(eq(meta.key, CLOCK_KEY));
}

function refuseOther(state: State, stored: string | undefined): void {
  if (stored === undefined || stored === clockOf(state)) return;
  throw stored === "replay"
    ? new MemoriesError("state_clock_mismatch", `database keeps the time of replays: ${state.url}`, {
        hint: "give --now as the run did that first wrote to it, or use another --home or --db",
      })
    : new MemoriesError("state_clock_mismatch", `--now cannot write to a database that keeps real time: ${state.url}`, {
        hint: "use a --home or --db of its own for runs with --now",
      });
}
