import { setTimeout as sleep } from "node:timers/promises";
import { MemoriesError } from "../../../core/errors.ts";

/** The driver waits inside, where no signal is heard: so long at a time, in milliseconds. */
export const BUSY_SLICE_MS = 200;
/** After a signal to stop, a statement waits for another process no longer than this: leases are still to be given back. */
const STOPPED_WAIT_MS = 1_000;

export interface BusyWait {
  /** How long a statement waits for another process's lock, in milliseconds. */
  readonly busyTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes the connection anew. */
export type Reconnect = () => Promise<unknown>;

/**
 * Does work again while the database is locked by another process, in slices between which signals are heard. Each time
 * on a new connection: the driver leaves a statement that met the lock unfinished, and with it a view of the database
 * that grows old, under which no later one gets the lock.
 */
export function busyWaiter(
  { busyTimeoutMs, signal }: BusyWait,
  reconnect: Reconnect,
): <T>(work: () => Promise<T>) => Promise<T> {
  let stoppedAt: number | undefined;
  const mark = () => {
    stoppedAt ??= performance.now();
  };
  if (signal?.aborted) mark();
  else signal?.addEventListener("abort", mark, { once: true });
  return async (work) => {
    const began = performance.now();
    for (;;) {
      try {
        return await work();
      } catch (thrown) {
        if (!(thrown instanceof MemoriesError && thrown.code === "busy")) throw thrown;
        // A turn of the event loop, in which a signal that came meanwhile is heard.
        await sleep(1);
        const end = Math.min(began + busyTimeoutMs, (stoppedAt ?? Number.POSITIVE_INFINITY) + STOPPED_WAIT_MS);
        if (performance.now() >= end) throw thrown;
        await reconnect();
      }
    }
  };
}
