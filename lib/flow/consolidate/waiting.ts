import { type Waiting, type WaitingReason, waitingFor } from "../../core/runs/waiting.ts";

/** What of a report says that something was left. */
export interface LeftByConsolidation {
  readonly status: string;
  readonly retry_at: number | null;
  readonly held_back: number;
  readonly conflicts: readonly string[];
}

/** Why the whole work waits, by status, and what takes it now. */
const WHOLE: Readonly<Record<string, readonly [WaitingReason, string]>> = {
  skipped_cooldown: ["cooldown", "memories consolidate"],
  skipped_retry_unavailable: ["failed", "memories consolidate"],
  skipped_running: ["running", "memories consolidate --wait 600"],
  skipped_other_root: ["other_root", "memories consolidate --move-root"],
  outage: ["outage", "memories consolidate"],
  setup: ["setup", "memories consolidate"],
  budget: ["budget", "memories consolidate"],
};

/**
 * What a consolidation left: the `pending` memories that a skip or a failure put off, what age may not take at once, and
 * files that somebody else changed meanwhile.
 */
export function consolidateWaiting(report: LeftByConsolidation, pending: number): readonly Waiting[] {
  const { status, held_back, conflicts } = report;
  const failed = status.startsWith("failed_") ? (["failed", "memories consolidate"] as const) : undefined;
  const [reason, command] = WHOLE[status] ?? failed ?? [];
  const whole =
    reason === undefined || command === undefined
      ? []
      : waitingFor(reason, pending, command, report.retry_at ?? undefined);
  return [
    ...whole,
    ...waitingFor("held_back", held_back, "memories consolidate --force"),
    ...waitingFor("conflict", conflicts.length, "memories diff"),
  ];
}
