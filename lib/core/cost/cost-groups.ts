import { DAY_SECONDS } from "../constants.ts";

/** By what a person wants costs told apart. */
export const COST_GROUPS = ["day", "week", "model", "phase", "project", "session"] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** One booked request, with the folder of its session. */
export interface BookedCall {
  readonly at: number;
  readonly model: string;
  readonly host: string;
  readonly phase: string;
  readonly threadId?: string | undefined;
  readonly cwd?: string | undefined;
  readonly outcome: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Dollars; undefined for a model without a price. */
  readonly cost?: number | undefined;
}

/** What the requests of one group came to. */
export interface CostRow {
  readonly group: string;
  readonly requests: number;
  /** Of the requests, those that brought no usable answer. */
  readonly failed: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  /** Dollars, of the requests that have a price. */
  readonly cost: number;
  /** Requests of models without a price, which `cost` leaves out. */
  readonly unpriced_requests: number;
}

/** Sums requests by group: days and weeks in order of time, everything else the dearest first. A total order. */
export function groupCosts(calls: readonly BookedCall[], by: CostGroup): CostRow[] {
  const groups = new Map<string, CostRow>();
  for (const call of calls) {
    const group = groupOf(call, by);
    groups.set(group, withBooked(groups.get(group) ?? emptyRow(group), call));
  }
  const byName = (a: CostRow, b: CostRow) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0);
  const rows = [...groups.values()];
  if (by === "day" || by === "week") return rows.toSorted(byName);
  return rows.toSorted((a, b) => b.cost - a.cost || tokensOf(b) - tokensOf(a) || byName(a, b));
}

/** All requests as one row. */
export function sumCosts(calls: readonly BookedCall[]): CostRow {
  return calls.reduce(withBooked, emptyRow("all"));
}

function groupOf(call: BookedCall, by: CostGroup): string {
  switch (by) {
    case "day":
      return dayName(call.at);
    case "week":
      return weekName(call.at);
    case "model":
      return `${call.model} at ${call.host}`;
    case "phase":
      return call.phase;
    case "project":
      return call.cwd ?? "no session";
    case "session":
      return call.threadId ?? "no session";
  }
}

const dayName = (at: number) => new Date(at * 1_000).toISOString().slice(0, 10);

/** The ISO week: weeks begin on Monday and belong to the year that has their Thursday. */
function weekName(at: number): string {
  const day = Math.floor(at / DAY_SECONDS);
  // Day 0 was a Thursday.
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const year = Number(dayName(thursday * DAY_SECONDS).slice(0, 4));
  const first = Date.UTC(year, 0, 1) / 1_000 / DAY_SECONDS;
  return `${year}-W${String(Math.floor((thursday - first) / 7) + 1).padStart(2, "0")}`;
}

function withBooked(row: CostRow, call: BookedCall): CostRow {
  return {
    ...row,
    requests: row.requests + 1,
    failed: row.failed + (call.outcome === "ok" ? 0 : 1),
    input_tokens: row.input_tokens + call.inputTokens,
    cached_input_tokens: row.cached_input_tokens + call.cachedInputTokens,
    output_tokens: row.output_tokens + call.outputTokens,
    reasoning_tokens: row.reasoning_tokens + call.reasoningTokens,
    cost: row.cost + (call.cost ?? 0),
    unpriced_requests: row.unpriced_requests + (call.cost === undefined ? 1 : 0),
  };
}

function emptyRow(group: string): CostRow {
  return {
    group,
    requests: 0,
    failed: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    cost: 0,
    unpriced_requests: 0,
  };
}

const tokensOf = (row: CostRow) => row.input_tokens + row.output_tokens;
