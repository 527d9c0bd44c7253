import type { Waiting, WaitingReason } from "../../lib/core/runs/waiting.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import { count } from "./count.ts";

/** What waits, a line a reason: how many, why, until when, and the command that takes them (spec 9, rule 1). */
export function renderWaiting(waiting: readonly Waiting[]): string[] {
  return waiting.map(renderOne);
}

/** One reason as a sentence. */
export function renderOne({ reason, count: number, until, command, tokens }: Waiting): string {
  const end = until === null ? "" : ` until ${rfc3339(until)}`;
  const sum = tokens === undefined ? "" : ` (~${Math.ceil(tokens / 1_000)}k tokens)`;
  return `${WORDS[reason](number, end)}${sum}: ${command}`;
}

const wait = (number: number) => (number === 1 ? "1 waits" : `${number} wait`);
const sessions = (number: number) => count(number, "session");
const memories = (number: number) => count(number, "memory", "memories");

const WORDS: Readonly<Record<WaitingReason, (number: number, end: string) => string>> = {
  limit: (number) => wait(number),
  retry_backoff: (number, end) => `${wait(number)}${end} after a failure`,
  retry_exhausted: (number) => `${sessions(number)} failed as often as they are tried`,
  running: (number, end) => `${number === 1 ? "1 is" : `${number} are`} being worked on${end}`,
  at_capacity: (number) => `${wait(number)}, since other runs hold all there is to hold`,
  outage: (number, end) => `${wait(number)}${end} for the endpoint`,
  setup: (number) => `${wait(number)} for the set-up to be mended`,
  rate_limit: (number) => `${wait(number)} for the rate limit`,
  budget: (number, end) => `${wait(number)}${end}, since the budget is spent`,
  unconfirmed: (number) => `${wait(number)} for your word`,
  signal: (number) => `${wait(number)}, since the run was stopped`,
  too_recent: (number, end) => `${number === 1 ? "1 session is" : `${number} sessions are`} still open${end}`,
  too_old: (number) => `${number === 1 ? "1 session is" : `${number} sessions are`} too old`,
  done_by_rules: (number) =>
    `${number === 1 ? "1 session was" : `${number} sessions were`} done by rules; with a model`,
  held_back: (number) => `${memories(number)} past their time stay, since age alone does not take so many at once`,
  cooldown: (number, end) => `the consolidation of ${memories(number)} waits, cooling down${end}`,
  failed: (number, end) => `${wait(number)}${end}, since the last try failed`,
  other_root: (number) => `the consolidation of ${memories(number)} waits, since the memory folder is elsewhere`,
  conflict: (number) => `${count(number, "file")} left as somebody else changed ${number === 1 ? "it" : "them"}`,
};
