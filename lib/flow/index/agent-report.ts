import type { AgentName } from "../../core/agents/agent-name.ts";
import { describeUnusable, type UnusableSessions } from "../../core/index/unusable-sessions.ts";
import type { Log } from "../world.ts";

/** What indexing the home of one agent found and did. */
export interface AgentIndexReport {
  readonly agent: AgentName;
  readonly home: string;
  /** Sessions in it, those whose transcript was read, and those that are as they were. */
  readonly found: number;
  readonly indexed: number;
  readonly unchanged: number;
  readonly missing: readonly string[];
  readonly polluted: readonly string[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly unusable: UnusableSessions | null;
  /** Why nothing of the home was read; null when it was. */
  readonly problem: string | null;
  readonly bytes_read: number;
}

/** Names at most this many of a kind: the rest is a number. */
const SHOWN = 3;

/** Says what a person may want to look at, one line a reason. */
export function logAgentReport(log: Log, report: AgentIndexReport): void {
  const { agent, home, problem, unusable, failed, missing } = report;
  if (problem !== null) log.warn(`${agent}: ${problem}; [agents.${agent}] home in memories.toml names another home`);
  else if (report.found === 0) log.info(`${agent}: no sessions in ${home}`);
  for (const { reason } of failed.slice(0, SHOWN)) log.warn(`${agent}: session skipped: ${reason}`);
  if (failed.length > SHOWN) log.warn(`${agent}: ${failed.length - SHOWN} more sessions skipped`);
  for (const { reason } of failed.slice(SHOWN)) log.detail(`${agent}: session skipped: ${reason}`);
  if (unusable !== null) log.warn(`${agent}: ${describeUnusable(unusable)}`);
  if (missing.length > 0) {
    log.info(`${agent}: ${missing.length} indexed sessions are gone; what was learned from them stays`);
  }
}
