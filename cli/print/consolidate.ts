import { SKILLS_FOLDER } from "../../lib/core/consolidate/paths.ts";
import { renderMoney } from "../../lib/core/cost/money.ts";
import type { ConsolidateReport } from "../../lib/flow/consolidate/report.ts";
import { consolidateSumLine } from "./cost-sum.ts";
import { count } from "./count.ts";
import { tildePath } from "./tilde-path.ts";
import { renderWaiting } from "./waiting.ts";
import { wrapText } from "./wrap-text.ts";

/** For whom a report is rendered. */
export interface Reader {
  /** The user's home, which shows as `~`. */
  readonly home: string | undefined;
  /** Places of the screen. */
  readonly width: number;
}

/** A consolidation for people: what came of it, and what waits. A diff keeps its lines, the sentences around it fit. */
export function renderConsolidate(report: ConsolidateReport, { home, width }: Reader): string {
  const waiting = renderWaiting(report.waiting);
  if (report.dry_run === true) {
    const { before, diff, after } = preview(report);
    const fit = (lines: readonly string[]) => lines.map((line) => wrapText(line, width));
    return [...fit(before), ...diff, ...fit([...after, ...waiting])].join("\n");
  }
  if (report.status.startsWith("skipped_")) return waiting.join("\n");
  const left = report.conflicts.map((path) => `left alone, changed by somebody else meanwhile: ${shown(path)}`);
  return [consolidated(report, home), ...left, ...quarantined(report), ...waiting].join("\n");
}

/** `27 memories → ~/.memories/memories: MEMORY.md +161, 27 recaps · undo: memories undo`; of a failure only that. */
export function consolidated(report: ConsolidateReport, home: string | undefined): string {
  if (report.error !== null) return `${report.status}: ${report.error}`;
  const { agent, usage, root } = report;
  const place = root === null ? "" : ` → ${tildePath(root, home)}`;
  if (report.status !== "succeeded") return `${memories(report)}${place}: nothing has changed`;
  const changed = [...lines(report), ...(report.recaps === 0 ? [] : [count(report.recaps, "recap")])];
  const what = changed.length === 0 ? "nothing has changed" : changed.join(", ");
  const spent = [
    ...(usage.total_tokens === 0 ? [] : [`${usage.total_tokens} tokens${spending(report)}`]),
    ...(agent.redacted === 0 ? [] : [`${count(agent.redacted, "secret")} taken out`]),
    "undo: memories undo",
  ];
  return [`${memories(report)}${place}: ${what}`, ...spent].join(" · ");
}

/** Money, model and host of requests that went to a host. */
function spending({ cost, model, host }: ConsolidateReport): string {
  if (host === null) return "";
  return `, ${cost === null ? "no price known" : renderMoney(cost)}, ${model} at ${host}`;
}

function quarantined({ quarantined: lines }: ConsolidateReport): string[] {
  return lines === 0 ? [] : [`${count(lines, "line")} without a source in quarantine: memories review`];
}

function preview(report: ConsolidateReport) {
  const changes = report.changes.map(({ status, path }) => `${status} ${shown(path)}`);
  const diff = report.unified_diff ? ["", report.unified_diff.trimEnd()] : [];
  const sum = report.estimate === undefined ? [] : ["", consolidateSumLine(report.estimate)];
  return { before: [`would work on ${memories(report)}: ${report.status}`, ...changes], diff, after: sum };
}

/** The lines of each file that changed, those of all skills as one; the summary first, which every session is given. */
function lines({ written }: ConsolidateReport): string[] {
  const sums = new Map<string, { additions: number; deletions: number }>();
  for (const { path, additions, deletions } of written.toReversed()) {
    const name = path.startsWith(`${SKILLS_FOLDER}/`) ? `${SKILLS_FOLDER}/` : path;
    const sum = sums.get(name) ?? { additions: 0, deletions: 0 };
    sums.set(name, { additions: sum.additions + (additions ?? 0), deletions: sum.deletions + (deletions ?? 0) });
  }
  return [...sums]
    .toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .map(([name, { additions, deletions }]) => {
      const counts = [...(additions > 0 ? [`+${additions}`] : []), ...(deletions > 0 ? [`-${deletions}`] : [])];
      return [shown(name), ...counts].join(" ");
    });
}

const ORDER = ["memory_summary.md", "MEMORY.md", `${SKILLS_FOLDER}/`];

const memories = ({ selected }: ConsolidateReport) => count(selected, "memory", "memories");

/** A name that is no text shows with the bytes that are none replaced. */
function shown(path: string): string {
  return path.toWellFormed();
}
