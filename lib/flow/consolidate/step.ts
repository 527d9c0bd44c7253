import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { isSystemError } from "../../core/io-failure.ts";
import { freeGrownMemory } from "../../edge/process/free-memory.ts";
import { LeaseLost } from "../lease/with-lease.ts";
import type { EndpointStatus, FailedStatus } from "./report.ts";

/** A step of a consolidation that failed; `message` is the cause. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly status: FailedStatus | EndpointStatus;

  /** What to change or to do. */
  readonly hint: string | undefined;

  constructor(
    status: FailedStatus | EndpointStatus,
    reason: string,
    options: { cause?: unknown; hint?: string | undefined } = {},
  ) {
    super(reason, options);
    this.status = status;
    this.hint = options.hint ?? (options.cause instanceof MemoriesError ? options.cause.hint : undefined);
  }
}

/**
 * Runs a step; what fails in it carries the step's name. `signal` says that the run has to stop, whatever the step
 * was at: then its reason is thrown and the step has not failed. The next step begins with the memory of this one free.
 */
export async function step<T>(status: FailedStatus, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    const result = await work();
    freeGrownMemory();
    return result;
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof StepFailed || thrown instanceof LeaseLost) throw thrown;
    throw new StepFailed(status, reasonOf(thrown), { cause: thrown });
  }
}

/** Whether a failure is one that a program expects: of the outside world, not a mistake in this one. */
export function isExpected(failed: StepFailed): boolean {
  const { cause } = failed;
  return cause === undefined || cause instanceof MemoriesError || isSystemError(cause);
}
