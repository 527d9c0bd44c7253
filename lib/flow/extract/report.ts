import type { Repair } from "../../core/model/lenient/read-json-answer.ts";
import type { Waiting } from "../../core/runs/waiting.ts";
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
export type StopReason = "outage" | "setup" | "signal" | "rate_limit" | "at_capacity" | "budget" | "unconfirmed";

export interface ExtractReport {
  readonly command: "extract";
  readonly status: "succeeded" | "nothing_to_do" | "partial" | "failed" | "outage" | "setup" | "budget";
  readonly claimed: number;
  readonly succeeded: number;
  readonly succeeded_no_output: number;
  readonly failed: number;
  readonly kept: number;
  readonly released: number;
  readonly lost_lease: number;
  /** Null when the run went through its candidates. */
  readonly stopped: StopReason | null;
  /** What made the results: `offline`, or the id of a model. */
  readonly model: string;
  /** Where its requests went; null when none left for a model. */
  readonly host: string | null;
  /** Memories past their time that stay, since age alone would take too many at once. */
  readonly held_back: number;
  readonly waiting: readonly Waiting[];
  readonly usage: TokenUsage;
  /** What had to be repaired to read the model's answers, and how often. */
  readonly repairs: Readonly<Partial<Record<Repair, number>>>;
  /** Why the endpoint or the set-up ended the run, and the one thing to change; null otherwise. */
  readonly error: { readonly message: string; readonly hint: string | null } | null;
  /** Dollars that it cost; null without a known price. */
  readonly cost: number | null;
  /** In the order of the claims. */
  readonly jobs: readonly JobResult[];
}

/** What a report ends the command with. */
export function extractExit({ status, held_back }: ExtractReport): 0 | 1 | 75 {
  if (status === "outage") return 75;
  return (status === "succeeded" || status === "nothing_to_do") && held_back === 0 ? 0 : 1;
}

/** What a run came to beside its jobs. */
export interface ExtractFacts {
  readonly usage: TokenUsage;
  readonly stopped: StopReason | undefined;
  readonly model: string;
  readonly host: string | null;
  readonly heldBack: number;
  readonly waiting: readonly Waiting[];
  /** Dollars; undefined without a known price. */
  readonly cost?: number | undefined;
  readonly repairs?: ExtractReport["repairs"] | undefined;
  readonly error?: ExtractReport["error"] | undefined;
}

/** Sums the jobs up. A memory that was kept because its redo failed is a failure of the run. */
export function extractReport(jobs: readonly JobResult[], facts: ExtractFacts): ExtractReport {
  const { stopped } = facts;
  const count = (outcome: JobResult["outcome"]) => jobs.filter((job) => job.outcome === outcome).length;
  const [succeeded, noOutput, failed] = [count("succeeded"), count("succeeded_no_output"), count("failed")];
  const status = () => {
    if (stopped === "outage" || stopped === "setup" || stopped === "budget") return stopped;
    if (jobs.length === 0) return "nothing_to_do";
    const redoFailed = jobs.filter(({ outcome, error }) => outcome === "kept" && error !== null).length;
    if (failed + redoFailed === 0) return count("released") > 0 ? "partial" : "succeeded";
    return succeeded + noOutput + count("kept") - redoFailed > 0 ? "partial" : "failed";
  };
  return {
    command: "extract",
    status: status(),
    claimed: jobs.length,
    succeeded,
    succeeded_no_output: noOutput,
    failed,
    kept: count("kept"),
    released: count("released"),
    lost_lease: count("lost_lease"),
    stopped: stopped ?? null,
    model: facts.model,
    host: facts.host,
    held_back: facts.heldBack,
    waiting: facts.waiting,
    usage: facts.usage,
    repairs: facts.repairs ?? {},
    error: facts.error ?? null,
    cost: facts.cost ?? null,
    jobs,
  };
}
