/** Why a thread is, or is not, extracted: every rule in the order of the dry run. */
import { nativeIdOf } from "../agents/thread-id.ts";
import { SESSIONS_PER_RUN } from "../constants.ts";
import type { Job, Thread } from "../types.ts";
import { isBackingOff, isExhausted, isHeld, isUpToDate, type RedoRule } from "./claim-stage1.ts";
import { type EligibilityRules, isDenied, providerRule } from "./eligibility.ts";

/** All decisions; the first that applies is a thread's, `claim` when none objects. */
export const STAGE1_DECISIONS = [
  "other_machine",
  "missing",
  "excluded",
  "forgotten",
  "archived",
  "source_not_allowed",
  "cwd_denied",
  "memory_mode_unknown",
  "memory_disabled",
  "memory_polluted",
  "provider_not_allowed",
  "no_user_message",
  "too_old",
  "too_recent",
  "beyond_scan_limit",
  "up_to_date",
  "running",
  "retry_exhausted",
  "retry_backoff",
  "at_capacity",
  "over_limit",
  "claim",
] as const;
export type Stage1Decision = (typeof STAGE1_DECISIONS)[number];
/** A decision that keeps a thread from being extracted. */
export type Stage1Refusal = Exclude<Stage1Decision, "claim">;

/** What the decision looks at: a thread, its tombstone, its stored output's `source_updated_at`, its job. */
export interface Stage1Facts {
  readonly thread: Pick<
    Thread,
    | "id"
    | "rolloutPath"
    | "cwd"
    | "machine"
    | "agent"
    | "agentHome"
    | "missingSince"
    | "archived"
    | "source"
    | "memoryMode"
    | "modelProvider"
    | "firstUserMessage"
    | "title"
    | "updatedAt"
  >;
  readonly forgotten: boolean;
  /** Only the reference's database could say that it is enabled, and that cannot be read. */
  readonly modeUnknown: boolean;
  /** About how many bytes of evidence it gives; undefined when it was not measured. */
  readonly evidenceBytes: number | undefined;
  readonly outputUpdatedAt: number | undefined;
  readonly job: Job | undefined;
  /** What made its last result; undefined without one, and where it is unknown. */
  readonly madeBy: string | undefined;
  readonly promptHash: string | undefined;
}

/** The run a decision is made for. */
export interface DecisionRules {
  readonly eligibility: EligibilityRules;
  /** Rules passed over: those of `THREAD_WAIVES` when a person named the thread. */
  readonly waived: ReadonlySet<Stage1Refusal>;
  /** Claims of this run, and running jobs over all processes, at most. */
  readonly maxClaims: number;
  /** Extractions of this run in flight at a time. */
  readonly concurrency: number;
  /** What is extracted again although it is up to date; default: nothing. */
  readonly redo?: RedoRule;
  /** `pass`: a thread that waits for its next try is claimed all the same, and its decision still says so. */
  readonly backoff?: "respect" | "pass";
}

/** What `extract --thread` passes over. */
export const THREAD_WAIVES: ReadonlySet<Stage1Refusal> = new Set([
  "too_old",
  "too_recent",
  "beyond_scan_limit",
  "retry_exhausted",
  "retry_backoff",
  "at_capacity",
  "over_limit",
]);

/** Where a thread stands among those before it. */
export interface Position {
  /** Threads before it that passed every rule up to the scan limit. */
  readonly eligibleBefore: number;
  /** Threads before it that this run would claim. */
  readonly claimedBefore: number;
  /** Running, unexpired jobs of other workers. */
  readonly running: number;
}

/** One rule looked at: its name, the bound, the thread's value, whether it lets the thread pass. */
export interface RuleCheck {
  readonly name: Stage1Refusal;
  readonly threshold: RuleValue;
  readonly value: RuleValue;
  readonly passed: boolean;
}
export type RuleValue = string | number | boolean | null | readonly string[];

type Rule = (facts: Stage1Facts, rules: DecisionRules, position: Position, leaseNow: number) => Omit<RuleCheck, "name">;

const RULES: Readonly<Record<Stage1Refusal, Rule>> = {
  other_machine: ({ thread }, { eligibility: { machine, agentHomes } }) => ({
    threshold: [machine, agentHomes[thread.agent] ?? ""],
    value: [thread.machine, thread.agentHome],
    passed: thread.machine === machine && thread.agentHome === agentHomes[thread.agent],
  }),
  missing: ({ thread }) => absent(thread.missingSince),
  excluded: ({ thread }, { eligibility }) => ({
    threshold: eligibility.excluded,
    value: thread.id,
    passed: !eligibility.excluded.some((id) => id === thread.id || id === nativeIdOf(thread.id)),
  }),
  forgotten: (facts) => ({ threshold: false, value: facts.forgotten, passed: !facts.forgotten }),
  archived: ({ thread }) => ({ threshold: false, value: thread.archived, passed: !thread.archived }),
  source_not_allowed: ({ thread }, { eligibility }) => oneOf(eligibility.sources, thread.source),
  cwd_denied: ({ thread }, { eligibility }) => ({
    threshold: eligibility.deniedFolders,
    value: thread.cwd,
    passed: !isDenied(eligibility.deniedFolders, thread.cwd),
  }),
  memory_mode_unknown: ({ modeUnknown }) => ({ threshold: false, value: modeUnknown, passed: !modeUnknown }),
  memory_disabled: ({ thread }) => notMode("disabled", thread.memoryMode),
  memory_polluted: ({ thread }) => notMode("polluted", thread.memoryMode),
  provider_not_allowed: ({ thread }, { eligibility }) => providerRule(eligibility, thread.modelProvider),
  no_user_message: ({ thread }) => ({
    threshold: true,
    value: thread.firstUserMessage !== "",
    passed: thread.firstUserMessage !== "",
  }),
  too_old: ({ thread }, { eligibility }) => ({
    threshold: eligibility.oldest,
    value: thread.updatedAt,
    passed: thread.updatedAt >= eligibility.oldest,
  }),
  too_recent: ({ thread }, { eligibility }) => ({
    threshold: eligibility.newest,
    value: thread.updatedAt,
    passed: thread.updatedAt <= eligibility.newest,
  }),
  beyond_scan_limit: (_facts, { eligibility }, { eligibleBefore }) => ({
    threshold: eligibility.scanLimit,
    value: eligibleBefore + 1,
    passed: eligibleBefore < eligibility.scanLimit,
  }),
  up_to_date: (facts, { redo }) => ({
    threshold: facts.thread.updatedAt,
    value: facts.outputUpdatedAt ?? facts.job?.lastSuccessWatermark ?? null,
    passed: !isUpToDate(withUpdate(facts), redo),
  }),
  running: (facts, _rules, _position, leaseNow) => ({
    threshold: leaseNow,
    value: facts.job?.status === "running" ? (facts.job.leaseUntil ?? null) : null,
    passed: !isHeld(facts.job, leaseNow),
  }),
  retry_exhausted: (facts) => ({
    threshold: 1,
    value: facts.job?.retryRemaining ?? null,
    passed: !isExhausted(withUpdate(facts)),
  }),
  retry_backoff: (facts, _rules, _position, leaseNow) => ({
    threshold: leaseNow,
    value: facts.job?.retryAt ?? null,
    passed: !isBackingOff(withUpdate(facts), leaseNow),
  }),
  at_capacity: (_facts, { maxClaims, concurrency }, { claimedBefore, running }) => {
    // A slot is free whenever a claim is made, so at most `concurrency - 1` jobs of this run are still at work then.
    // Once the run has made its claims it asks no more: what is left is `over_limit`.
    const own = claimedBefore >= maxClaims ? 0 : Math.min(claimedBefore, concurrency - 1);
    const value = running + own;
    const cap = runningCap(maxClaims);
    return { threshold: cap, value, passed: value < cap || claimedBefore >= maxClaims };
  },
  over_limit: (_facts, { maxClaims }, { claimedBefore }) => ({
    threshold: maxClaims,
    value: claimedBefore + 1,
    passed: claimedBefore < maxClaims,
  }),
};

/** Jobs running at a time over all processes, at most, as a run that claims so many sees it. */
export function runningCap(maxClaims: number): number {
  return Math.max(maxClaims, SESSIONS_PER_RUN);
}

/** Every rule with this thread's value, in order; a waived rule counts as passed. */
export function checkStage1Rules(
  facts: Stage1Facts,
  rules: DecisionRules,
  position: Position,
  leaseNow: number,
): RuleCheck[] {
  return refusals().map((name) => {
    const check = RULES[name](facts, rules, position, leaseNow);
    return { name, ...check, passed: check.passed || rules.waived.has(name) };
  });
}

/** The decision about one thread: the first rule it fails. */
export function stage1Decision(
  facts: Stage1Facts,
  rules: DecisionRules,
  position: Position,
  leaseNow: number,
): Stage1Decision {
  const stopped = refusals().find(
    (name) => !rules.waived.has(name) && !RULES[name](facts, rules, position, leaseNow).passed,
  );
  return stopped ?? "claim";
}

function refusals(): Stage1Refusal[] {
  return STAGE1_DECISIONS.filter((decision) => decision !== "claim");
}

function withUpdate(facts: Stage1Facts) {
  return { job: facts.job, outputUpdatedAt: facts.outputUpdatedAt, updatedAt: facts.thread.updatedAt };
}

function absent(since: number | undefined): Omit<RuleCheck, "name"> {
  return { threshold: null, value: since ?? null, passed: since === undefined };
}

function oneOf(allowed: readonly string[], value: string): Omit<RuleCheck, "name"> {
  return { threshold: allowed, value, passed: allowed.includes(value) };
}

function notMode(refused: string, value: string): Omit<RuleCheck, "name"> {
  return { threshold: refused, value, passed: value !== refused };
}
