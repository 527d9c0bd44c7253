import { renderMoney, renderTokens } from "../../lib/core/cost/money.ts";
import type { Waiting, WaitingReason } from "../../lib/core/runs/waiting.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import { count } from "./count.ts";

/** What waits, a line a reason: how many, why, until when, and the command that takes them (spec 9, rule 1). */
export function renderWaiting(waiting: readonly Waiting[]): string[] {
  return waiting.map(renderOne);
}

/** One reason as a sentence. */
export function renderOne(waiting: Waiting): string {
  const { reason, count: number, until, command, model = "a model" } = waiting;
  const end = until === null ? "" : ` until ${rfc3339(until)}`;
  const what = command.startsWith("memories consolidate") ? "memories" : "sessions";
  return `${WORDS[reason](number, end, { model, what })}${sumOf(waiting)}: ${command}`;
}

/** What a model would take for them: `(~61k tokens, ≈ $0.03)`, without money where it costs none. */
function sumOf({ tokens, cost = null }: Waiting): string {
  if (tokens === undefined) return "";
  const money = cost === null || cost === 0 ? "" : `, ≈ ${renderMoney(cost)}`;
  return ` (~${renderTokens(tokens)} tokens${money})`;
}

interface Whose {
  /** The model that would do it. */
  readonly model: string;
  /** What is counted. */
  readonly what: "sessions" | "memories";
}

const wait = (number: number) => (number === 1 ? "1 waits" : `${number} wait`);
const sessions = (number: number) => count(number, "session");
const memories = (number: number) => count(number, "memory", "memories");
const waits = (number: number, what: Whose["what"]) =>
  what === "sessions" ? wait(number) : `the consolidation of ${memories(number)} waits`;

const WORDS: Readonly<Record<WaitingReason, (number: number, end: string, whose: Whose) => string>> = {
  limit: (number) => wait(number),
  retry_backoff: (number, end) => `${wait(number)}${end} after a failure`,
  retry_exhausted: (number) => `${sessions(number)} failed as often as they are tried`,
  running: (number, end, { what }) =>
    what === "sessions"
      ? `${number === 1 ? "1 is" : `${number} are`} being worked on${end}`
      : `the consolidation of ${memories(number)} is being worked on${end}`,
  at_capacity: (number) => `${wait(number)}, since other runs hold all there is to hold`,
  outage: (number, end, { what }) => `${waits(number, what)}${end} for the endpoint`,
  setup: (number, _end, { what }) => `${waits(number, what)} for the set-up to be mended`,
  rate_limit: (number) => `${wait(number)} for the rate limit`,
  budget: (number, end, { what }) => `${waits(number, what)}${end}, since the budget is spent`,
  unconfirmed: (number) => `${wait(number)} for your word`,
  signal: (number) => `${wait(number)}, since the run was stopped`,
  memory_mode_unknown: (number) =>
    `${wait(number)}, since only Codex's database could say that nobody opted out; without asking it`,
  too_recent: (number, end) => `${number === 1 ? "1 session is" : `${number} sessions are`} still open${end}`,
  too_old: (number) => `${number === 1 ? "1 session is" : `${number} sessions are`} too old`,
  done_by_rules: (number, _end, { model }) =>
    `${number === 1 ? "1 session was" : `${number} sessions were`} done by rules; with ${model}`,
  held_back: (number) => `${memories(number)} past their time stay, since age alone does not take so many at once`,
  cooldown: (number, end) => `the consolidation of ${memories(number)} waits, cooling down${end}`,
  failed: (number, end, { what }) => `${waits(number, what)}${end}, since the last try failed`,
  other_root: (number) => `the consolidation of ${memories(number)} waits, since the memory folder is elsewhere`,
  conflict: (number) => `${count(number, "file")} left as somebody else changed ${number === 1 ? "it" : "them"}`,
};
