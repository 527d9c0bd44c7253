import type { TokenUsage } from "../../core/types.ts";

/** Names the session of a request within this process; it never leaves the machine. */
export const THREAD_HEADER = "x-memories-thread";

/** Counts the requests of a run and keeps them within its budget. */
export interface RequestMeter {
  /** Why no further request may leave; undefined when one may, which then counts as begun. */
  admit(): Promise<string | undefined>;
  /** Milliseconds that an admitted request may still take; infinite without a bound. */
  leftMs(): number;
  /** Begins a request; what it returns books it once, with its outcome (`ok`, `http_429`, `timeout`, …) and tokens. */
  begin(threadId: string | undefined): (outcome: string, usage: TokenUsage) => Promise<void>;
}

/** Admits everything and books nothing. */
export const NO_METER: RequestMeter = {
  admit: async () => undefined,
  leftMs: () => Number.POSITIVE_INFINITY,
  begin: () => async () => undefined,
};
