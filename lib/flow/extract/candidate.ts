import type { SessionSource } from "../sessions/read-session.ts";

/** A session that may be claimed. */
export interface Candidate extends SessionSource {
  /** Nothing about it changed, and what it has is made anew: a memory, or the finding that there is none. */
  readonly redoes: "memory" | "nothing" | undefined;
}
