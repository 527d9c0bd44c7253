import type { ClassifiedRollouts } from "../../lib/flow/usage/classify.ts";
import type { UsageScanReport } from "../../lib/flow/usage/scan.ts";
import { count } from "./count.ts";
import { columnsOf, renderTable, type Table } from "./table.ts";

/** The report of `usage scan` for people. */
export function renderUsage({ rollouts, citations, reads, counted }: UsageScanReport): string {
  const rows = countRows({ citations, reads });
  const summary =
    `${count(rollouts, "transcript")}: memory is cited by ${count(citations.messages, "message")} and read by ` +
    `${count(reads.calls, "tool call")}; newly counted: ${count(counted.messages, "message")}, ` +
    count(counted.citations, "citation");
  return rows.length === 0
    ? summary
    : `${summary}\n\n${renderTable({ columns: columnsOf("use", "by", "what", "count"), rows })}`;
}

/** The counts of `usage scan` as rows for a program; `source` is what was scanned. */
export function usageTable(source: string, report: UsageScanReport): Table {
  const columns = columnsOf("source", "use", "by", "what", "count");
  return { columns, rows: countRows(report).map((row) => [source, ...row]) };
}

/** The kinds that a command is of; it is the source. */
export function kindsTable(source: string, kinds: readonly string[]): Table {
  return { columns: columnsOf("source", "kind"), rows: kinds.map((kind) => [source, kind]) };
}

/** The calls of transcripts, by kind and tool. */
export function classifiedTable(source: string, { counts }: ClassifiedRollouts): Table {
  const rows = counts.map(({ kind, tool, count: times }) => [source, kind, tool, String(times)]);
  return { columns: columnsOf("source", "kind", "tool", "count"), rows };
}

function countRows({ citations, reads }: Pick<UsageScanReport, "citations" | "reads">): string[][] {
  return [
    ...rowsOf("citations", "kind", citations.by_kind),
    ...rowsOf("citations", "thread", citations.by_thread),
    ...rowsOf("citations", "day", citations.by_day),
    ...rowsOf("reads", "kind", reads.by_kind),
    ...rowsOf("reads", "thread", reads.by_thread),
    ...rowsOf("reads", "day", reads.by_day),
  ];
}

/** The report of `usage classify --rollouts` for people. */
export function renderClassified({ counts, failed }: ClassifiedRollouts): string {
  const rows = counts.map(({ kind, tool, count: times }) => [kind, tool, String(times)]);
  return [
    ...(rows.length === 0 ? [] : [renderTable({ columns: columnsOf("kind", "tool", "count"), rows })]),
    ...failed,
  ].join("\n");
}

function rowsOf(use: string, by: string, counts: Readonly<Record<string, number>>): string[][] {
  return Object.entries(counts).map(([what, times]) => [use, by, what, String(times)]);
}
