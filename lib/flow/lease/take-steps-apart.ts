import type { Steps } from "../../core/steps.ts";
import { freeGrownMemory, freeMemory } from "../../edge/process/free-memory.ts";
import { yieldToEventLoop } from "./sleep.ts";

/** A turn of the event loop takes about as long as so many short steps. */
const TURN_STEPS = 8;

/**
 * Takes the steps of long work one by one. Between two of them the lease is renewed, a signal is heard, and memory is
 * given back. Throws the signal's reason when it aborts.
 */
export async function takeStepsApart<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  let taken = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    taken += 1;
    if (taken % TURN_STEPS === 0) await yieldToEventLoop();
    signal.throwIfAborted();
    if (step.value === "part") freeMemory();
    else freeGrownMemory();
  }
}
