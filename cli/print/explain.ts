import type { RuleCheck, RuleValue, Stage1Refusal } from "../../lib/core/jobs/decide-stage1.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { ExplainReport } from "../../lib/flow/status/explain.ts";
import { type Column, columnsOf, renderTable } from "./table.ts";
import { wayOut } from "./way-out.ts";

export interface ExplainView {
  readonly show: "the way out" | "everything";
  /** Places of the screen. */
  readonly width: number;
}

const COLUMNS: readonly Column[] = [
  ...columnsOf("", "rule").map(({ title, key }) => ({ title, key })),
  { title: "this session", key: "this session", shrinks: true },
  { title: "passes if", key: "passes if", shrinks: true },
];

/**
 * The report of `explain` for people: a sentence with the way out of it, and where the session stands; `everything` adds
 * each rule up to the one that decided, with what it wants and what it found.
 */
export function renderExplain(report: ExplainReport, { show, width }: ExplainView): string {
  const { thread_id, decision, job, selection } = report;
  const { selected, rank, limit } = selection;
  const place =
    rank === null ? "no memory to select" : `rank ${rank} of at most ${limit}, ${selected ? "" : "not "}selected`;
  const rows = decidingRules(report).map((rule) => [
    rule.passed ? "ok" : "NO",
    rule.name,
    found(rule),
    WANTED[rule.name](rule.threshold),
  ]);
  return [
    wayOut(report),
    `session   ${thread_id}`,
    `decision  ${decision}`,
    `job       ${job === undefined ? "none yet" : `${job.why}; ${history(job)}`}`,
    `selection ${place}`,
    ...(show === "everything" ? ["", renderTable({ columns: COLUMNS, rows }, width)] : ["each rule: --verbose"]),
  ].join("\n");
}

/** A rule that comes after the one that decided does not matter, and is not shown as failed. */
function decidingRules({ rules, decision }: ExplainReport): readonly RuleCheck[] {
  const decided = rules.findIndex(({ name }) => name === decision);
  return decided === -1 ? rules : rules.filter(({ passed }, at) => passed || at <= decided);
}

function history({ startedAt, finishedAt, retryRemaining }: NonNullable<ExplainReport["job"]>): string {
  return [
    ...(startedAt === undefined ? [] : [`started ${rfc3339(startedAt)}`]),
    ...(finishedAt === undefined ? [] : [`finished ${rfc3339(finishedAt)}`]),
    `retries left: ${retryRemaining}`,
  ].join(", ");
}

/** What each rule lets pass. */
const WANTED: Readonly<Record<Stage1Refusal, (threshold: RuleValue) => string>> = {
  other_machine: (here) => `on machine ${listed(here)}`,
  missing: () => "its transcript is there",
  excluded: () => "not the calling session",
  forgotten: () => "not forgotten",
  archived: () => "not archived",
  source_not_allowed: (sources) => `one of ${listed(sources)}`,
  cwd_denied: (denied) => (listed(denied) === "" ? "any folder" : `none of ${listed(denied)}`),
  memory_mode_unknown: () => "Codex's database can be read, or its file says its mode",
  memory_disabled: () => "not disabled",
  memory_polluted: () => "not polluted",
  provider_not_allowed: (providers) => (listed(providers) === "" ? "any" : `one of ${listed(providers)}`),
  no_user_message: () => "a person said something",
  too_old: (oldest) => `updated ${time(oldest)} or later`,
  too_recent: (newest) => `updated ${time(newest)} or earlier`,
  beyond_scan_limit: (limit) => `among the newest ${listed(limit)}`,
  up_to_date: (updated) => `no memory as new as its last line, ${time(updated)}`,
  running: () => "nobody is at work on it",
  retry_exhausted: () => "a retry is left, or it went on since",
  retry_backoff: (now) => `no wait after ${time(now)}, or it went on since`,
  at_capacity: (limit) => `fewer than ${listed(limit)} at work`,
  over_limit: (limit) => `among the first ${listed(limit)} of a run`,
};

/** Rules whose numbers are times in seconds; the others count. */
const IN_TIME: ReadonlySet<Stage1Refusal> = new Set<Stage1Refusal>([
  "missing",
  "too_old",
  "too_recent",
  "up_to_date",
  "running",
  "retry_backoff",
]);

/** The thread's own value in words. */
function found({ name, value, passed }: RuleCheck): string {
  if (value === null) return NOTHING[name] ?? "-";
  if (name === "excluded") return passed ? "not named" : "named by --exclude-thread";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (name === "other_machine") return passed ? "this one" : listed(value);
  return IN_TIME.has(name) ? time(value) : listed(value);
}

/** What it means when there is no value. */
const NOTHING: Readonly<Partial<Record<Stage1Refusal, string>>> = {
  missing: "there",
  up_to_date: "no memory",
  running: "nobody",
  retry_exhausted: "never tried",
  retry_backoff: "no wait",
};

function time(value: RuleValue): string {
  return typeof value === "number" ? rfc3339(value) : listed(value);
}

function listed(value: RuleValue): string {
  return typeof value === "object" && value !== null ? value.join(", ") : String(value);
}
