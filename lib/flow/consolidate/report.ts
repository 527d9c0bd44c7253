import type { Waiting } from "../../core/runs/waiting.ts";
import { plainPath } from "../../core/tree/path-bytes.ts";
import { type Change, type ChangeStatus, NO_USAGE, type TokenUsage } from "../../core/types.ts";
import type { ConsolidationSum } from "../cost/shown-estimate.ts";
import { consolidateWaiting } from "./waiting.ts";

/** A failure of each step has its own name. */
export type FailedStatus =
  | "failed_prepare_workspace"
  | "failed_load_stage1_outputs"
  | "failed_sync_workspace_inputs"
  | "failed_workspace_status"
  | "failed_workspace_diff_file"
  | "failed_agent"
  | "failed_verification"
  | "failed_confirm_ownership"
  | "failed_workspace_commit";
/** What no folder and no memory can cause: the endpoint is out, or it is addressed wrongly. The job is given back. */
export type EndpointStatus = "outage" | "setup";
export type SkippedStatus = "skipped_running" | "skipped_cooldown" | "skipped_retry_unavailable" | "skipped_other_root";
export type ConsolidateStatus =
  | "succeeded"
  | "succeeded_no_workspace_changes"
  | "succeeded_no_input"
  | "budget"
  | SkippedStatus
  | EndpointStatus
  | FailedStatus;

/** What one consolidation did; its keys are those of the JSON. */
export interface ConsolidateReport {
  readonly command: "consolidate";
  readonly status: ConsolidateStatus;
  readonly selected: readonly {
    readonly thread_id: string;
    readonly source_updated_at: number;
    readonly rollout_summary_file: string;
  }[];
  /** How the inputs, and what a person changed, differ from the last consolidation. */
  readonly changes: readonly { readonly status: ChangeStatus; readonly path: string }[];
  /** Files that the agent changed and somebody else meanwhile too: left as that somebody wants them. */
  readonly conflicts: readonly string[];
  /** The newest input seen, in seconds; null when nothing was claimed. */
  readonly watermark: number | null;
  /** When a skipped or failed consolidation can be tried again, in seconds by the database's clock. */
  readonly retry_at: number | null;
  /** Memories past their time that stay, since age alone would take too many at once. */
  readonly held_back: number;
  readonly usage: TokenUsage;
  readonly agent: {
    readonly steps: number;
    readonly refused_calls: number;
    readonly repair_rounds: number;
    readonly redacted: number;
  };
  /** What it wrote, by file; no lines are counted where a file is no text. */
  readonly written: readonly {
    readonly path: string;
    readonly additions: number | null;
    readonly deletions: number | null;
  }[];
  /** Files of `rollout_summaries/` that are new, changed or gone. */
  readonly recaps: number;
  /** The memory folder; null before it was looked at. */
  readonly root: string | null;
  readonly waiting: readonly Waiting[];
  /** Lines that the agent gave as a person's words, or a summary's tips and profile, and that have no source. */
  readonly quarantined: number;
  readonly error: string | null;
  /** The entry under `<home>/runs`, of a success. */
  readonly run: string | null;
  /** Where the refused work of the agent can be looked at. */
  readonly rejected: string | null;
  /** Who consolidated: a model id, `offline`, a command; null before that is known. */
  readonly model: string | null;
  /** Where its requests went; null when none left for a model. */
  readonly host: string | null;
  /** Dollars; null without a known price. */
  readonly cost: number | null;
  /** Of a dry run: what the agent would send and cost. */
  readonly estimate?: ConsolidationSum;
  readonly dry_run?: true;
  readonly unified_diff?: string;
}

/** What a phase of a consolidation adds to its report. */
export interface ConsolidateFacts extends Partial<Omit<ConsolidateReport, "command" | "status" | "waiting">> {
  /** Memories that wait for a consolidation, as far as that is known. */
  readonly pending?: number;
}

/** What the entry of a run says of it, beside its files. */
export type RunFacts = Pick<ConsolidateReport, "status" | "selected" | "changes" | "watermark" | "usage">;

/** The report of a consolidation that ended in `status` after its phases had found out these facts. */
export function consolidateReport(
  status: ConsolidateStatus,
  { pending, ...facts }: ConsolidateFacts,
): ConsolidateReport {
  const report = {
    command: "consolidate" as const,
    status,
    selected: [],
    changes: [],
    conflicts: [],
    watermark: null,
    retry_at: null,
    held_back: 0,
    usage: NO_USAGE,
    agent: { steps: 0, refused_calls: 0, repair_rounds: 0, redacted: 0 },
    written: [],
    recaps: 0,
    root: null,
    quarantined: 0,
    error: null,
    run: null,
    rejected: null,
    model: null,
    host: null,
    cost: null,
    ...facts,
  };
  return { ...report, waiting: consolidateWaiting(report, pending ?? report.selected.length) };
}

/** Changes as reports show them. */
export function shownChanges(changes: readonly Change[]): ConsolidateReport["changes"] {
  return changes.map(({ status, path }) => ({ status, path: plainPath(path) }));
}

/** What a report ends the command with: 1 also where the budget was spent before the end. */
export function consolidateExit({ status, held_back }: ConsolidateReport): 0 | 1 | 75 {
  if (status === "outage") return 75;
  return isFailure(status) || status === "budget" || held_back > 0 ? 1 : 0;
}

/** Whether a status is that of a step, or of the set-up, that failed. */
export function isFailure(status: ConsolidateStatus): status is FailedStatus | "setup" {
  return status.startsWith("failed_") || status === "setup";
}

/** Whether the endpoint or the way to it ended the consolidation. */
export function isEndpointStatus(status: ConsolidateStatus): status is EndpointStatus {
  return status === "setup" || status === "outage";
}
