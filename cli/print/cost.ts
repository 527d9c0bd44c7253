import type { CostRow } from "../../lib/core/cost/cost-groups.ts";
import { renderMoney, renderTokens } from "../../lib/core/cost/money.ts";
import type { CostReport } from "../../lib/flow/cost/cost.ts";
import { count } from "./count.ts";
import type { Cell, Table } from "./table.ts";

/** Places of the longest bar. */
const BAR_PLACES = 20;
/** An eighth of a place more with each. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Costs as a table. The bars compare money, or tokens where nothing cost any; a program gets plain numbers. Below it
 * stands the sum, with what it leaves out.
 */
export function costTable({ by, rows, total, prices_as_of }: CostReport): Table {
  const measure = (row: CostRow) => (total.cost > 0 ? row.cost : tokensOf(row));
  const most = Math.max(...rows.map(measure), Number.MIN_VALUE);
  return {
    columns: [
      // A date that is cut says nothing.
      { title: by, key: by, ...(by === "day" || by === "week" ? {} : { shrinks: true as const }) },
      { title: "requests", key: "requests", align: "right" },
      { title: "failed", key: "failed", align: "right" },
      { title: "in", key: "input_tokens", align: "right" },
      { title: "cached", key: "cached_input_tokens", align: "right" },
      { title: "out", key: "output_tokens", align: "right" },
      { title: "cost", key: "cost", align: "right" },
      { title: "", key: "share", shrinks: true },
    ],
    rows: rows.map((row) => cells(row, measure(row) / most, total.cost > 0 ? row.cost / total.cost : undefined)),
    footer: rows.length === 0 ? [] : ["", sum(total), ...unpriced(total, prices_as_of)],
    empty: "no request was booked",
  };
}

function cells(row: CostRow, part: number, share: number | undefined): Cell[] {
  const tokens = (number: number) => ({ shown: renderTokens(number), full: String(number) });
  return [
    row.group,
    String(row.requests),
    String(row.failed),
    tokens(row.input_tokens),
    tokens(row.cached_input_tokens),
    tokens(row.output_tokens),
    { shown: row.unpriced_requests === row.requests ? "no price" : renderMoney(row.cost), full: String(row.cost) },
    { shown: bar(part), full: share === undefined ? "" : share.toFixed(3) },
  ];
}

/** A bar of so much of the full length. */
function bar(part: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, part)) * BAR_PLACES * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

function sum(total: CostRow): string {
  const failed = total.failed === 0 ? "" : `, ${total.failed} of them failed`;
  return `${count(total.requests, "request")}${failed}: ${renderTokens(tokensOf(total))} tokens, ${renderMoney(total.cost)}`;
}

function unpriced({ unpriced_requests: number }: CostRow, date: string): string[] {
  if (number === 0) return [];
  return [
    `without ${count(number, "request")} of models that have no price here (table of ${date}): [prices] in memories.toml`,
  ];
}

const tokensOf = (row: CostRow) => row.input_tokens + row.output_tokens;
