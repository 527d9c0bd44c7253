import type { IndexRow } from "../../core/index/plan-index.ts";
import type { AgentIndexReport } from "./agent-report.ts";

/** What came of looking through a home. */
export interface AgentSweep {
  readonly found: number;
  readonly unchanged: number;
  readonly indexed: number;
  readonly failed: AgentIndexReport["failed"];
  /** Failed sessions that were written since the given time. */
  readonly recentlyFailed: number;
  readonly bytesRead: number;
  /** Rows whose session is gone for sure. */
  readonly gone: readonly IndexRow[];
  readonly problem: string | undefined;
}
