/** What a `run` came to as a whole. */
export type RunStatus =
  | "succeeded"
  | "nothing_to_do"
  | "partial"
  | "failed"
  | "budget"
  | "outage"
  | "setup"
  | "skipped";

/** The statuses of its parts; undefined: the part was left out. */
export interface PartStatuses {
  readonly prune: string | undefined;
  readonly extract: string | undefined;
  readonly consolidate: string | undefined;
}

/**
 * The worst of the parts: a wrong set-up, an outage, a failure, a budget that is spent, a half success; `nothing_to_do`
 * when no part did anything.
 */
export function worstStatus(parts: PartStatuses): RunStatus {
  const { extract, consolidate = "" } = parts;
  if (extract === "setup" || consolidate === "setup") return "setup";
  if (extract === "outage" || consolidate === "outage") return "outage";
  if (extract === "failed" || consolidate.startsWith("failed_")) return "failed";
  if (extract === "budget" || consolidate === "budget") return "budget";
  if (extract === "partial") return "partial";
  const idle = extract !== "succeeded" && consolidate !== "succeeded";
  return idle ? "nothing_to_do" : "succeeded";
}

/** Exit codes from the worst to the best (spec 9, rule 13). */
const WORST_FIRST = [2, 1, 75, 0] as const;
export type PartExit = (typeof WORST_FIRST)[number];

/** The worst exit code of a run's parts. */
export function worstExit(parts: readonly PartExit[]): PartExit {
  return WORST_FIRST.find((exit) => parts.includes(exit)) ?? 0;
}
