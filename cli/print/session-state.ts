import type { Stage1Decision } from "../../lib/core/jobs/decide-stage1.ts";

/** What a decision means to a person who looks at a list of sessions. */
export function sessionState(decision: Stage1Decision, memory: boolean): string {
  // A memory that was imported can be all that is left of its session.
  if (memory && decision === "no_user_message") return "remembered";
  return decision === "up_to_date" ? (memory ? "remembered" : "nothing in it") : STATES[decision];
}

const STATES: Readonly<Record<Exclude<Stage1Decision, "up_to_date">, string>> = {
  other_machine: "elsewhere",
  missing: "gone",
  excluded: "left out",
  forgotten: "forgotten",
  archived: "archived",
  source_not_allowed: "not from you",
  cwd_denied: "folder denied",
  memory_mode_unknown: "opt-out unknown",
  memory_disabled: "opted out",
  memory_polluted: "polluted",
  provider_not_allowed: "other provider",
  no_user_message: "no words",
  too_old: "too old",
  too_recent: "still open",
  beyond_scan_limit: "beyond the scan",
  running: "at work",
  retry_exhausted: "failed",
  retry_backoff: "retries later",
  at_capacity: "waits",
  over_limit: "waits",
  claim: "next",
};

/** Said with a number in another way than beside one session. */
const COUNTED: Readonly<Record<string, string>> = { waits: "wait", "retries later": "retry later" };

/** A state behind a number of sessions. */
export function countedState(state: string): string {
  return COUNTED[state] ?? state;
}

/** Counts by decision as counts by what those mean, in the same order; sessions that are done with are `done`. */
export function countStates(counts: Readonly<Record<Stage1Decision, number>>): [string, number][] {
  const states = new Map<string, number>();
  for (const [decision, number] of Object.entries(counts) as [Stage1Decision, number][]) {
    const state = decision === "up_to_date" ? "done" : STATES[decision];
    if (number > 0) states.set(state, (states.get(state) ?? 0) + number);
  }
  return [...states].map(([state, number]) => [countedState(state), number]);
}
