/** What has begun to change files may go on for so long after a signal; then its children are ended and it is left. */
const GRACE_MS = 1_000;

/** A signal that aborts a moment after another one did. */
export interface LateStop {
  readonly signal: AbortSignal;
  /** To be called when the work is over. */
  end(): void;
}

/**
 * For work that is better finished than left: it is not stopped by `signal` at once, but neither does a program that
 * hangs keep it. What is cut off then is finished by the next run, from its journal.
 */
export function lateStop(signal: AbortSignal): LateStop {
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(signal.reason), GRACE_MS);
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return {
    signal: late.signal,
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", begin);
    },
  };
}
