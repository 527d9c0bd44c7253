import { describeUnusable } from "../../core/index/unusable-sessions.ts";
import type { IndexReport } from "../index/report.ts";
import type { OtherMachine } from "./other-machines.ts";

/** What indexing and the state say of the sessions, as a check tells it. */
export interface SessionsFinding {
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  readonly hint: string | undefined;
}

/** A format that is not understood fails; what only waits for a person's word is a warning. */
export function checkSessions(report: IndexReport, others: readonly OtherMachine[]): SessionsFinding {
  if (report.unusable !== null) {
    return {
      status: "failed",
      detail: describeUnusable(report.unusable),
      hint: "update memories; memories threads --decision no_user_message lists the sessions",
    };
  }
  const moved = report.agents.find(({ unusable }) => unusable !== null);
  if (moved?.unusable) {
    return {
      status: "failed",
      detail: `${moved.agent}: ${describeUnusable(moved.unusable)}`,
      hint: "update memories; until then these sessions are left alone",
    };
  }
  const lacking = report.agents.find(({ problem }) => problem !== null);
  if (lacking?.problem) {
    return {
      status: "warning",
      detail: `${lacking.agent}: ${lacking.problem}`,
      hint: `[agents.${lacking.agent}] home in memories.toml names another home; from leaves the agent out`,
    };
  }
  if (report.codex_state_problem !== null) {
    return {
      status: "warning",
      detail: `Codex's database cannot be read: ${report.codex_state_problem}`,
      hint: 'sessions that only it could clear are left alone; codex_state = "ignore" in memories.toml takes them',
    };
  }
  const [unread, ...more] = [...report.passed_over, ...report.failed.map(({ reason }) => reason)];
  if (unread !== undefined) {
    return {
      status: "warning",
      detail: `${unread}${more.length > 0 ? `, and ${more.length} more` : ""}`,
      hint: "what lies there is not read; links are not followed",
    };
  }
  const [other] = others;
  if (other !== undefined) {
    return {
      status: "warning",
      detail: others.map(({ machine, threads }) => `${threads} sessions of machine ${machine}`).join(", "),
      hint: `if that machine is no more: memories threads --take-over ${other.machine}`,
    };
  }
  const found = report.agents.reduce((sum, { found }) => sum + found, report.found);
  return { status: "ok", detail: `${found} transcripts, all of a known form`, hint: undefined };
}
