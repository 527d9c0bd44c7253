import { describeUnusable } from "../../lib/core/index/unusable-sessions.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { JobRow } from "../../lib/flow/status/jobs.ts";
import { describeOtherMachine } from "../../lib/flow/status/other-machines.ts";
import type { StatusReport } from "../../lib/flow/status/status.ts";
import { describeUnread } from "../../lib/flow/status/unread-agents.ts";
import { todayLine } from "./cost-sum.ts";
import { count } from "./count.ts";
import { jobJson } from "./job-row.ts";
import { countStates } from "./session-state.ts";

/** A screen has room for a few. */
const SHOWN_JOBS = 8;

/** The report of `status` as JSON. */
export function statusJson(report: StatusReport): object {
  return {
    command: "status",
    threads: report.threads,
    other_machines: report.otherMachines,
    agents: report.agents.map(({ agent, home, found, unusable, problem }) => ({
      agent,
      home,
      sessions: found,
      unusable_sessions: unusable,
      problem,
    })),
    unread_agents: report.unreadAgents,
    unusable_sessions: report.unusable ?? null,
    codex_state_problem: report.codexStateProblem ?? null,
    stage1_outputs: report.outputs,
    jobs: {
      memory_stage1: report.stage1Jobs,
      memory_consolidate_global: report.phase2 === undefined ? null : jobJson(report.phase2),
    },
    next_consolidation: { decision: report.phase2Claim.outcome, until: report.phase2Claim.until ?? null },
    leases: report.leases.map(jobJson),
    retries: report.retries.map(jobJson),
    selection: report.selection,
    root: report.root,
    usage: {
      used_outputs: report.usage.usedOutputs,
      citations: report.usage.citations,
      last_usage: report.usage.lastUsage ?? null,
    },
    today: report.today,
    instructions: { tokens: report.instructionTokens ?? 0 },
    last_runs: report.lastRuns.map(({ run, command, status, time }) => ({ run, command, status, time })),
    last_log: report.lastLog,
  };
}

/** The report of `status` for people. */
export function renderStatus(report: StatusReport): string {
  const threads = countStates(report.threads);
  const total = threads.reduce((sum, [, count]) => sum + count, 0);
  const jobs = Object.entries(report.stage1Jobs).filter(([, count]) => count > 0);
  const { usage, root } = report;
  const used =
    usage.lastUsage === undefined
      ? "never cited"
      : `cited ${count(usage.citations, "time")}, last ${rfc3339(usage.lastUsage)}`;
  return [
    line("sessions", `${total} indexed: ${listed(threads) || "none"}`),
    ...report.agents.flatMap(agentLines),
    ...report.unreadAgents.map((unread) => line("", describeUnread(unread))),
    ...(report.unusable === undefined ? [] : [line("", describeUnusable(report.unusable))]),
    ...(report.codexStateProblem === undefined
      ? []
      : [line("", `Codex's database cannot be read: ${report.codexStateProblem}`)]),
    ...report.otherMachines.map((other) => line("", describeOtherMachine(other))),
    line("memories", `${report.outputs} stored, ${report.selection.length} would be consolidated, ${used}`),
    line("extraction", listed(jobs) || "no job yet"),
    ...reasons([...report.leases, ...report.retries]),
    line("consolidate", consolidation(report)),
    line("folder", `${root.path}: ${folder(report)}`),
    line("injected", injected(report)),
    line("spent", todayLine(report.today)),
    ...root.foreign_summaries.map((name) => line("", `foreign: rollout_summaries/${name}`)),
    ...report.lastRuns.map(({ run, command, status }, at) =>
      line(at === 0 ? "last runs" : "", `${run} ${command}: ${status}`),
    ),
    ...report.lastLog.map((text, at) => line(at === 0 ? "last log" : "", text)),
  ].join("\n");
}

/** What an agent's sessions lack, when they lack something. */
function agentLines({ agent, unusable, problem }: StatusReport["agents"][number]): string[] {
  const lacks = problem ?? (unusable === null ? undefined : describeUnusable(unusable));
  return lacks === undefined ? [] : [line("", `${agent}: ${lacks}`)];
}

/** The first jobs that hold or wait; `memories jobs` lists them all. */
function reasons(jobs: readonly JobRow[]): string[] {
  const lines = jobs.slice(0, SHOWN_JOBS).map((job) => line("", `${job.jobKey}: ${job.why}`));
  const more = jobs.length - lines.length;
  return more > 0 ? [...lines, line("", `and ${more} more: memories jobs`)] : lines;
}

const line = (name: string, text: string) => `${name.padEnd(13)}${text}`;
const listed = (counts: readonly (readonly [string, number])[]) =>
  counts.map(([name, number]) => `${number} ${name}`).join(", ");

function injected({ instructionTokens }: StatusReport): string {
  return instructionTokens === undefined ? "nothing yet" : `${count(instructionTokens, "token")} a session`;
}

function consolidation({ phase2, phase2Claim }: StatusReport): string {
  const next =
    phase2Claim.outcome === "claimed"
      ? "may run now"
      : `${phase2Claim.outcome.replace("skipped_", "")}${phase2Claim.until === undefined ? "" : ` until ${rfc3339(phase2Claim.until)}`}`;
  if (phase2 === undefined) return `${next}, never ran`;
  return phase2.standing === "waiting" || phase2.standing === "done" ? next : `${next}; ${phase2.why}`;
}

function folder({ root }: StatusReport): string {
  if (root.reason !== null) return root.reason;
  if (!root.exists) return "not there yet";
  if (!root.ours) return "will become ours";
  return root.dirty
    ? `${count(root.changes, "change")} since the last consolidation`
    : "as the last consolidation left it";
}
