import type { Repair } from "../../core/model/lenient/read-json-answer.ts";
import type { TokenUsage } from "../../core/types.ts";

/** What became of one claimed session. `kept`: redone without a result, its memory stays. */
export interface JobResult {
  readonly thread_id: string;
  readonly rollout_path: string;
  readonly outcome: "succeeded" | "succeeded_no_output" | "kept" | "failed" | "released" | "lost_lease";
  /** Why it failed or was given back; null otherwise. */
  readonly error: string | null;
  readonly rollout_slug: string | null;
  readonly duration_ms: number;
}

/** Why a run stopped claiming before it had to. */
export type StopReason = "outage" | "setup" | "signal" | "rate_limit" | "at_capacity";

export interface ExtractReport {
  readonly command: "extract";
  readonly status: "succeeded" | "nothing_to_do" | "partial" | "failed" | "outage" | "setup";
  readonly claimed: number;
  readonly succeeded: number;
  readonly succeeded_no_output: number;
  readonly failed: number;
  readonly released: number;
  readonly lost_lease: number;
  /** Null when the run went through its candidates. */
  readonly stopped: StopReason | null;
  readonly usage: TokenUsage;
  /** What had to be repaired to read the model's answers, and how often. */
  readonly repairs: Readonly<Partial<Record<Repair, number>>>;
  /** Why the endpoint or the set-up ended the run, and the one thing to change; null otherwise. */
  readonly error: { readonly message: string; readonly hint: string | null } | null;
  /** In the order of the claims. */
  readonly jobs: readonly JobResult[];
}

/** Sums the jobs up. */
export function extractReport(
  jobs: readonly JobResult[],
  usage: TokenUsage,
  stopped: StopReason | undefined,
  told: Partial<Pick<ExtractReport, "repairs" | "error">> = {},
): ExtractReport {
  const count = (outcome: JobResult["outcome"]) => jobs.filter((job) => job.outcome === outcome).length;
  const [succeeded, noOutput, failed] = [count("succeeded"), count("succeeded_no_output"), count("failed")];
  const status = () => {
    if (stopped === "outage" || stopped === "setup") return stopped;
    if (jobs.length === 0) return "nothing_to_do";
    if (failed === 0) return count("released") > 0 ? "partial" : "succeeded";
    return succeeded + noOutput + count("kept") > 0 ? "partial" : "failed";
  };
  return {
    command: "extract",
    status: status(),
    claimed: jobs.length,
    succeeded,
    succeeded_no_output: noOutput,
    failed,
    released: count("released"),
    lost_lease: count("lost_lease"),
    stopped: stopped ?? null,
    usage,
    repairs: told.repairs ?? {},
    error: told.error ?? null,
    jobs,
  };
}
