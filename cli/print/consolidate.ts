import type { ConsolidateReport } from "../../lib/flow/consolidate/report.ts";
import { count } from "./count.ts";

/** A consolidation for people: what came of it, and what changed. */
export function renderConsolidate(report: ConsolidateReport): string {
  if (report.status.startsWith("skipped_") && report.dry_run !== true) return "";
  const lines = report.changes.map(({ status, path }) => `${status} ${shown(path)}`);
  for (const path of report.conflicts) lines.push(`left alone, changed by somebody else meanwhile: ${shown(path)}`);
  if (report.dry_run === true) {
    const diff = report.unified_diff ? ["", report.unified_diff.trimEnd()] : [];
    return [`would work on ${memories(report)}: ${report.status}`, ...lines, ...diff].join("\n");
  }
  if (report.error !== null) return [`${report.status}: ${report.error}`, ...lines].join("\n");
  const { agent, usage } = report;
  const redacted = agent.redacted === 0 ? "" : `, ${count(agent.redacted, "secret")} taken out`;
  const spent = usage.total_tokens === 0 ? "" : `, ${usage.total_tokens} tokens`;
  const work = agent.steps === 0 ? "" : ` in ${count(agent.steps, "step")}${spent}${redacted}`;
  return [`${report.status}: ${memories(report)}${work}`, ...lines].join("\n");
}

const memories = ({ selected }: ConsolidateReport) => count(selected, "memory", "memories");

/** A name that is no text shows with the bytes that are none replaced. */
function shown(path: string): string {
  return path.toWellFormed();
}
