import { type CostGroup, type CostRow, groupCosts, sumCosts } from "../../core/cost/cost-groups.ts";
import { PRICES_DATE } from "../../core/cost/known-prices.ts";
import { listBookedCalls } from "../../edge/state/calls/booked-calls.ts";
import type { World } from "../world.ts";

/** What requests came to, by group. */
export interface CostReport {
  readonly command: "cost";
  readonly by: CostGroup;
  /** The first second that counts; null: from the beginning. */
  readonly since: number | null;
  readonly rows: readonly CostRow[];
  readonly total: CostRow;
  /** The day on which the built-in prices were compared with the published ones. */
  readonly prices_as_of: string;
}

/** Sums the books up, over all machines that share the database. Reads only. */
export async function cost(world: World, by: CostGroup, since: number | undefined): Promise<CostReport> {
  const calls = await listBookedCalls(await world.state(), since ?? 0);
  return {
    command: "cost",
    by,
    since: since ?? null,
    rows: groupCosts(calls, by),
    total: sumCosts(calls),
    prices_as_of: PRICES_DATE,
  };
}
