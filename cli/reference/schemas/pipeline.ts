import { z } from "zod";
import { EXTRACTION_SUM, MAKER, WAITING } from "./cost.ts";
import { CHANGE, COUNT, report, THREAD_ID, TIME, USAGE } from "./parts.ts";

const JOB_RESULT = z.looseObject({
  thread_id: THREAD_ID,
  rollout_path: z.string(),
  outcome: z.enum(["succeeded", "succeeded_no_output", "kept", "failed", "released", "lost_lease"]),
  error: z.string().nullable(),
  rollout_slug: z.string().nullable(),
  duration_ms: z.number(),
});

const EXTRACTED = report(
  "extract",
  {
    claimed: COUNT,
    succeeded: COUNT,
    succeeded_no_output: COUNT,
    failed: COUNT,
    released: COUNT,
    usage: USAGE,
    ...MAKER,
    waiting: WAITING,
    jobs: z.array(JOB_RESULT),
  },
  z.enum(["succeeded", "nothing_to_do", "partial", "failed", "outage", "setup", "budget"]),
);

const CANDIDATE = z.looseObject({
  thread_id: THREAD_ID,
  rollout_path: z.string(),
  updated_at: TIME,
  decision: z.string(),
  estimated_tokens: COUNT.nullable(),
});
const EXTRACT_DRY_RUN = report("extract", {
  dry_run: z.literal(true),
  candidates: z.array(CANDIDATE),
  estimate: EXTRACTION_SUM,
});
const SHOWN_INPUT = report("extract", { thread_id: THREAD_ID, system: z.string(), user: z.string() });

/** One of three: what was done, `--dry-run`, `--show-input`. */
export const EXTRACT = z.union([EXTRACTED, EXTRACT_DRY_RUN, SHOWN_INPUT]);

export const CONSOLIDATE = report("consolidate", {
  selected: z.array(z.looseObject({ thread_id: THREAD_ID, source_updated_at: TIME, rollout_summary_file: z.string() })),
  changes: z.array(CHANGE),
  conflicts: z.array(z.string()),
  watermark: z.int().nullable(),
  retry_at: TIME.nullable(),
  usage: USAGE,
  ...MAKER,
  agent: z.looseObject({ steps: COUNT, refused_calls: COUNT, repair_rounds: COUNT, redacted: COUNT }),
  error: z.string().nullable(),
});

export const PRUNE = report("prune", {
  stage1_outputs: z.array(THREAD_ID),
  rollout_summaries: z.array(z.string()),
  extension_resources: z.array(z.string()),
});

export const RUN = report("run", {
  prune: z.looseObject({}).nullable().optional(),
  extract: z.looseObject({}).nullable().optional(),
  consolidate: z.looseObject({}).nullable().optional(),
});

export const NOTE = report("note", { path: z.string() });
export const TEMPLATES_WRITTEN = report("templates", { files: z.array(z.string()) });
export const EDIT = report("edit", { path: z.string(), changes: COUNT });
