import { z } from "zod";
import { COST_GROUPS } from "../../../lib/core/cost/cost-groups.ts";
import { RECIPES } from "../../../lib/core/cost/recipes/recipes.ts";
import { COUNT, report, THREAD_ID, TIME } from "./parts.ts";

const DOLLARS = z.number().nonnegative();

/** What a run left, one entry a reason. */
export const WAITING = z.array(
  z.looseObject({
    reason: z.string(),
    count: COUNT,
    until: TIME.nullable(),
    command: z.string(),
    tokens: COUNT.optional(),
    model: z.string().optional(),
    cost: DOLLARS.nullable().optional(),
  }),
);

/** Who did the work, where its requests went, what they cost. */
export const MAKER = { model: z.string().nullable(), host: z.string().nullable(), cost: DOLLARS.nullable() } as const;

/** What an extraction would send and cost. */
export const EXTRACTION_SUM = z.looseObject({
  sessions: COUNT,
  input_tokens: COUNT,
  output_tokens: COUNT,
  model: z.string(),
  host: z.string().nullable(),
  cost: DOLLARS.nullable(),
  largest: z.looseObject({ thread_id: THREAD_ID, title: z.string(), cwd: z.string(), input_tokens: COUNT }).nullable(),
});

const RANGE = z.tuple([COUNT, COUNT]);

/** The range that a consolidation would stay in. */
export const CONSOLIDATION_SUM = z.looseObject({
  memories: COUNT,
  steps: RANGE,
  tokens: RANGE,
  model: z.string(),
  host: z.string().nullable(),
  cost: z.tuple([DOLLARS, DOLLARS]).nullable(),
});

/** What the requests of a UTC day came to, and what they may. */
export const TODAY = z.looseObject({
  requests: COUNT,
  tokens: COUNT,
  cost: DOLLARS,
  day_tokens: COUNT.nullable(),
  day_requests: COUNT.nullable(),
  day_cost: DOLLARS.nullable(),
});

const COST_ROW = z.looseObject({
  group: z.string(),
  requests: COUNT,
  failed: COUNT,
  input_tokens: COUNT,
  cached_input_tokens: COUNT,
  output_tokens: COUNT,
  reasoning_tokens: COUNT,
  cost: DOLLARS,
  unpriced_requests: COUNT,
});

export const COST = report("cost", {
  by: z.enum(COST_GROUPS),
  since: TIME.nullable(),
  rows: z.array(COST_ROW),
  total: COST_ROW,
  prices_as_of: z.string(),
});

export const RECIPE = report("recipe", {
  recipe: z.enum(Object.keys(RECIPES) as [string, ...string[]]),
  files: z.array(z.looseObject({ name: z.string(), place: z.string(), text: z.string() })),
});
