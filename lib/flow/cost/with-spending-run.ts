import { reasonOf } from "../../core/errors.ts";
import { beginSpendingRun, endSpendingRun, type SpendingEnd } from "../../edge/state/calls/spending-runs.ts";
import type { World } from "../world.ts";
import type { Maker } from "./maker-of.ts";

/** A run that is entered. */
export interface EnteredRun {
  readonly run: string;
  readonly command: "extract" | "consolidate" | "doctor";
  readonly maker: Maker;
}

/** What a finished run is entered as. */
export type RunEnd = Omit<SpendingEnd, "durationMs">;

/**
 * Enters how a run ended, also when it threw: `log` shows it whatever became of it. The work calls `enter` before it
 * begins to spend, where a database that breaks then is cared for. A run whose process died stays `running`.
 */
export async function withSpendingRun<T>(
  world: World,
  { run, command, maker }: EnteredRun,
  work: (enter: () => Promise<void>) => Promise<T>,
  endOf: (result: T) => RunEnd,
): Promise<T> {
  const state = await world.state();
  const started = world.monotonicMs();
  const begun = { run, command, model: maker.model, host: maker.host, startedAt: world.now };
  const enter = async () => beginSpendingRun(state, { ...begun, machine: await world.machine() });
  const duration = () => Math.round(world.monotonicMs() - started);
  try {
    const result = await work(enter);
    await endSpendingRun(state, run, { ...endOf(result), durationMs: duration() });
    return result;
  } catch (thrown) {
    const status = world.signal.aborted ? "stopped" : "failed";
    const end = { status, sessions: 0, remembered: 0, note: reasonOf(thrown), durationMs: duration() };
    // What broke the run is what counts; a database that broke it cannot be written to either.
    await endSpendingRun(state, run, end).catch((broken: unknown) => world.log.detail(reasonOf(broken)));
    throw thrown;
  }
}
