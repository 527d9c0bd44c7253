import { HEARTBEAT_SECONDS } from "../../core/constants.ts";

/** A held job, as far as keeping it goes. */
export interface Lease {
  /** Extends the lease; false when it is no longer held. May throw when the database cannot be reached just now. */
  readonly renew: () => Promise<boolean>;
}

export interface LeaseOptions {
  /** Pause between two heartbeats, in milliseconds; default 90 s. */
  readonly intervalMs?: number;
  /** Ends the work as well, with its own reason: the run is stopped. */
  readonly signal?: AbortSignal;
}

/** The job is somebody else's now: whoever catches this writes nothing more to it. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  constructor() {
    super("the lease is no longer held");
  }
}

/**
 * Runs `work` while renewing its lease. The signal given to the work aborts with `LeaseLost` as soon as a heartbeat
 * finds the lease gone, or with the outer signal's reason. Work that throws after the lease was lost rejects with
 * `LeaseLost`. Work that returns has ended its job by a write that names the token, so its value stands: a heartbeat
 * that met the job just ended proves nothing. A heartbeat that throws is tried again at the next beat: a lease
 * outlives many of them, and losing it shows when the job is finished. No heartbeat is in flight afterwards.
 */
export async function withLease<T>(
  lease: Lease,
  work: (signal: AbortSignal) => Promise<T>,
  options: LeaseOptions = {},
): Promise<T> {
  const lost = new AbortController();
  const signal = options.signal === undefined ? lost.signal : AbortSignal.any([lost.signal, options.signal]);
  let beating: Promise<void> = Promise.resolve();
  const beat = async () => {
    const held = await lease.renew().catch(() => true);
    if (!held) lost.abort(new LeaseLost());
  };
  const timer = setInterval(
    () => {
      beating = beating.then(() => (lost.signal.aborted ? undefined : beat()));
    },
    options.intervalMs ?? HEARTBEAT_SECONDS * 1_000,
  );
  try {
    return await work(signal);
  } catch (error) {
    lost.signal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    await beating;
  }
}
