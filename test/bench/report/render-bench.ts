import { type Column, renderTable } from "../../../cli/print/table.ts";
import { type BenchRow, goalMet } from "./bench-row.ts";
import type { Comparison } from "./compare-rows.ts";

const column = (title: string, more: Partial<Column> = {}): Column => ({ title, key: title, ...more });
const right = { align: "right" } as const;

/** The one table of a run: what, ours, peer or limit, ratio, goal, and whether it is met. */
export function renderRows(rows: readonly BenchRow[]): string {
  const columns = [
    column("what"),
    column("ours", right),
    column("peer or limit", right),
    column("ratio", right),
    column("noise", right),
    column("goal", right),
    column("met"),
  ];
  const cells = rows.map((row) => [
    row.what,
    figure(row.ours, row.unit),
    row.peer === undefined ? "" : `${row.peer.name} ${figure(row.peer.value, row.unit)}`,
    String(row.ratio),
    row.noise === 0 ? "" : `±${Math.round(row.noise * 100)} %`,
    goalText(row),
    metText(row),
  ]);
  return renderTable({ columns, rows: cells });
}

/** What changed since the results were kept, a line each. */
export function renderComparison(compared: readonly Comparison[]): string {
  const columns = [column("what"), column("kept", right), column("now", right), column("noise", right), column("")];
  const cells = compared.map(({ what, kept, now, noise, verdict }) => [
    what,
    kept === undefined ? "" : String(kept),
    now === undefined ? "" : String(now),
    `±${Math.round(noise * 100)} %`,
    verdict,
  ]);
  return renderTable({ columns, rows: cells });
}

const figure = (value: number, unit: string) => `${value}${unit === "" ? "" : ` ${unit}`}`;

function goalText({ goal }: BenchRow): string {
  if (goal === undefined) return "";
  const parts = [
    ...(goal.least === undefined ? [] : [`at least ${goal.least}`]),
    ...(goal.most === undefined ? [] : [`at most ${goal.most}`]),
  ];
  return parts.join(", ");
}

function metText(row: BenchRow): string {
  const met = goalMet(row);
  return met === undefined ? "" : met ? "yes" : "no";
}
