import type { AgentEnd } from "./agent-end.ts";

/** The longest wait that timers take; a longer wall time is no bound. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The end that comes from outside: the wall time, or the caller's signal. */
export interface Deadline {
  /** Aborts when the end has come. */
  readonly signal: AbortSignal;
  /** The end, once it has come. */
  readonly end: () => AgentEnd | undefined;
  /** The work's result, or `instead` of the end if that comes first: also work that heeds no signal is left then. */
  race<T>(work: Promise<T>, instead: (end: AgentEnd) => T): Promise<T>;
  /** Takes the timer and the listener away. */
  clear(): void;
}

/** Starts the clock; `outer` is the caller's signal. */
export function startDeadline(seconds: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let end: AgentEnd | undefined;
  const come = (next: AgentEnd) => {
    end ??= next;
    controller.abort();
  };
  const onAbort = () => come({ kind: "stopped" });
  const timer = setTimeout(
    () => come({ kind: "failed", reason: `the agent did not finish within ${seconds} s` }),
    Math.min(seconds * 1_000, TIMER_MAX_MS),
  );
  if (outer.aborted) onAbort();
  else outer.addEventListener("abort", onAbort, { once: true });
  const has = new Promise<AgentEnd>((resolve) => {
    const tell = () => resolve(end ?? { kind: "stopped" });
    if (controller.signal.aborted) tell();
    else controller.signal.addEventListener("abort", tell, { once: true });
  });
  return {
    signal: controller.signal,
    end: () => end,
    race: (work, instead) => Promise.race([has.then(instead), work]),
    clear: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", onAbort);
    },
  };
}
