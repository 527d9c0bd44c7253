import type { Steps } from "../../core/steps.ts";
import { freeGrownMemory, freeMemory } from "../../edge/process/free-memory.ts";
import { yieldToEventLoop } from "./sleep.ts";

/**
 * Takes the steps of long work one by one. Between two of them the lease is renewed, a signal is heard, and memory is
 * given back. Throws the signal's reason when it aborts.
 */
export async function takeStepsApart<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await yieldToEventLoop();
    signal.throwIfAborted();
    if (step.value === "part") freeMemory();
    else freeGrownMemory();
  }
}
