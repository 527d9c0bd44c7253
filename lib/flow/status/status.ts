import type { UnusableSessions } from "../../core/index/unusable-sessions.ts";
import { STAGE1_DECISIONS, type Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { jobStanding } from "../../core/jobs/job-standing.ts";
import type { RunRecord } from "../../core/runs/run-record.ts";
import { lastLogLines, logFile } from "../../edge/logs/append-log.ts";
import { newestRuns } from "../../edge/runs/run-store.ts";
import { peekPhase2 } from "../../edge/state/jobs/claim-phase2.ts";
import { countState, type StateCounts } from "../../edge/state/jobs/counts.ts";
import { listJobs } from "../../edge/state/jobs/read-jobs.ts";
import { selectHeads } from "../../edge/state/memory/selection.ts";
import { type TodaySum, todaySum } from "../cost/today-sum.ts";
import { planExtract } from "../extract/plan.ts";
import type { AgentIndexReport } from "../index/agent-report.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { readInstructions } from "../read/instructions.ts";
import { activeTime } from "../root/active-time.ts";
import { type RootStatus, rootStatus } from "../root/root-status.ts";
import type { World } from "../world.ts";
import type { JobRow } from "./jobs.ts";
import { type OtherMachine, otherMachines } from "./other-machines.ts";
import { type UnreadAgent, unreadAgents } from "./unread-agents.ts";

/** Runs and log lines that `status` shows. */
const RECENT = 3;

export interface StatusReport {
  /** Threads by what a run would do with them; every decision has its count. */
  readonly threads: Readonly<Record<Stage1Decision, number>>;
  /** Machines that have indexed sessions into the same state. */
  readonly otherMachines: readonly OtherMachine[];
  /** The agents that are read beside Codex, and those that are there and are not. */
  readonly agents: readonly AgentIndexReport[];
  readonly unreadAgents: readonly UnreadAgent[];
  /** Most sessions of the last weeks could not be used. */
  readonly unusable: UnusableSessions | undefined;
  /** Why the reference's database could not be read; undefined when it was, or there is none. */
  readonly codexStateProblem: string | undefined;
  readonly outputs: number;
  readonly stage1Jobs: StateCounts["stage1Jobs"];
  /** The global job; undefined before anything was enqueued. */
  readonly phase2: JobRow | undefined;
  /** What a consolidation would answer now, and until when. */
  readonly phase2Claim: { readonly outcome: string; readonly until: number | undefined };
  /** Jobs that are held, and jobs that wait for a retry. */
  readonly leases: readonly JobRow[];
  readonly retries: readonly JobRow[];
  /** What phase 2 would pick now, ascending. */
  readonly selection: readonly string[];
  readonly root: RootStatus;
  readonly usage: StateCounts["usage"];
  /** What the requests of this UTC day came to, over all machines that share the database. */
  readonly today: TodaySum;
  /** Tokens that `instructions` adds to each session; undefined where it has nothing to say. */
  readonly instructionTokens: number | undefined;
  readonly lastRuns: readonly RunRecord[];
  readonly lastLog: readonly string[];
}

/** What is there and what would happen: indexes, then only reads. */
export async function status(world: World): Promise<StatusReport> {
  const indexed = await indexRollouts(world);
  const state = await world.state();
  const { threads, leaseNow } = await planExtract(world, {});
  const counts = await countState(state);
  const jobs = (await listJobs(state)).map((job) => ({ ...job, ...jobStanding(job, leaseNow) }));
  const claim = await peekPhase2(state, "normal");
  const { maxRawMemoriesForConsolidation: limit, maxUnusedDays } = world.settings;
  const selection = await selectHeads(state, { limit, maxUnusedDays }, await activeTime(world));
  return {
    threads: countDecisions(threads.map(({ decision }) => decision)),
    otherMachines: await otherMachines(world),
    agents: indexed.agents,
    unreadAgents: await unreadAgents(world),
    unusable: indexed.unusable ?? undefined,
    codexStateProblem: indexed.codex_state_problem ?? undefined,
    outputs: counts.outputs,
    stage1Jobs: counts.stage1Jobs,
    phase2: jobs.find((job) => job.kind === "memory_consolidate_global"),
    phase2Claim: { outcome: claim.outcome, until: "until" in claim ? claim.until : undefined },
    leases: jobs.filter((job) => job.standing === "running"),
    retries: jobs.filter((job) => job.standing === "backoff" || job.standing === "exhausted"),
    selection: selection.memories.map(({ threadId }) => threadId),
    root: await rootStatus(world),
    usage: counts.usage,
    today: await todaySum(world),
    instructionTokens: readInstructions(world)?.tokens,
    lastRuns: newestRuns(world.paths.home, RECENT),
    lastLog: lastLogLines(logFile(world.paths.home), RECENT),
  };
}

function countDecisions(decisions: readonly Stage1Decision[]): Record<Stage1Decision, number> {
  const counts = new Map<Stage1Decision, number>(STAGE1_DECISIONS.map((decision) => [decision, 0]));
  for (const decision of decisions) counts.set(decision, (counts.get(decision) ?? 0) + 1);
  return Object.fromEntries(counts) as Record<Stage1Decision, number>;
}
