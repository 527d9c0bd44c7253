import type { RunReport } from "../../lib/flow/run/run.ts";
import { consolidated } from "./consolidate.ts";
import { count } from "./count.ts";
import { done } from "./extract.ts";
import { renderWaiting } from "./waiting.ts";

/** A run for people: one line with what its parts came to, and a line for each reason why something waits. */
export function renderRun(report: RunReport, home: string | undefined): string {
  return [runLine(report, home), ...renderWaiting(report.waiting)].join("\n");
}

/** The one line, which also goes into the log of runs that nobody watches. */
export function runLine(report: RunReport, home: string | undefined): string {
  const { status, reason, prune, extract, consolidate, waiting } = report;
  if (reason !== null) return `${status}: ${reason}`;
  if (status === "nothing_to_do") return waiting.length === 0 ? "nothing to do" : "nothing new.";
  const gone = prune === null ? 0 : prune.stage1_outputs.length;
  const parts = [
    ...(gone === 0 ? [] : [`${count(gone, "memory", "memories")} forgotten`]),
    ...(extract === null
      ? []
      : [extract.status === "refused" ? `extract refused: ${extract.error.message}` : extracted(extract)]),
    ...(consolidate === null ? [] : [consolidationPart(consolidate, home)]),
  ];
  return `${status}: ${parts.filter((part) => part !== "").join("; ")}`;
}

function extracted(extract: Exclude<RunReport["extract"], null | { readonly status: "refused" }>): string {
  return extract.claimed === 0 ? "no new session" : done(extract);
}

function consolidationPart(consolidate: NonNullable<RunReport["consolidate"]>, home: string | undefined): string {
  if (consolidate.status === "refused") return `consolidate refused: ${consolidate.error.message}`;
  // Why it was skipped, and what waits for it, stands among what waits.
  if (consolidate.status.startsWith("skipped_")) return "";
  const isIdle = consolidate.error === null && consolidate.status !== "succeeded" && consolidate.selected.length === 0;
  return isIdle ? "nothing to consolidate" : consolidated(consolidate, home);
}
