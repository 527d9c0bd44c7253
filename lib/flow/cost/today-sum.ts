import { utcDay } from "../../core/cost/utc-day.ts";
import { sumModelCalls } from "../../edge/state/calls/model-calls.ts";
import type { World } from "../world.ts";

/** What the requests of today came to, and what they may. */
export interface TodaySum {
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
  readonly day_tokens: number | null;
  readonly day_requests: number | null;
  readonly day_cost: number | null;
}

/** The sum of the UTC day over all machines that share the database, beside its budget. */
export async function todaySum(world: World): Promise<TodaySum> {
  const { dayTokens, dayRequests, dayCost } = world.settings;
  const sum = await sumModelCalls(await world.state(), utcDay(world.now));
  return {
    requests: sum.requests,
    tokens: sum.inputTokens + sum.outputTokens,
    cost: sum.cost,
    day_tokens: dayTokens ?? null,
    day_requests: dayRequests ?? null,
    day_cost: dayCost ?? null,
  };
}
