import { z } from "zod";
import { CONSOLIDATION_SUM, EXTRACTION_SUM, MAKER, TODAY, WAITING } from "./cost.ts";
import { CHANGE, COUNT, part, report, THREAD_ID, TIME, USAGE } from "./parts.ts";

const JOB_RESULT = z.looseObject({
  thread_id: THREAD_ID,
  rollout_path: z.string(),
  outcome: z.enum(["succeeded", "succeeded_no_output", "kept", "failed", "released", "lost_lease"]),
  error: z.string().nullable(),
  rollout_slug: z.string().nullable(),
  duration_ms: z.number(),
});

const EXTRACT_STATUS = z.enum(["succeeded", "nothing_to_do", "partial", "failed", "outage", "setup", "budget"]);
const EXTRACT_KEYS = {
  claimed: COUNT,
  succeeded: COUNT,
  succeeded_no_output: COUNT,
  failed: COUNT,
  kept: COUNT,
  released: COUNT,
  lost_lease: COUNT,
  stopped: z.string().nullable(),
  held_back: COUNT,
  usage: USAGE,
  repairs: z.record(z.string(), COUNT),
  error: z.looseObject({ message: z.string(), hint: z.string().nullable() }).nullable(),
  ...MAKER,
  waiting: WAITING,
  jobs: z.array(JOB_RESULT),
};

const CANDIDATE = z.looseObject({
  thread_id: THREAD_ID,
  rollout_path: z.string(),
  updated_at: TIME,
  decision: z.string(),
  passes: z.literal(true).optional(),
  estimated_tokens: COUNT.nullable(),
});
const EXTRACT_DRY_RUN_KEYS = {
  dry_run: z.literal(true),
  candidates: z.array(CANDIDATE),
  estimate: EXTRACTION_SUM,
};

/** One of three: what was done, `--dry-run`, `--show-input`. */
export const EXTRACT = z.union([
  report("extract", EXTRACT_KEYS, EXTRACT_STATUS),
  report("extract", EXTRACT_DRY_RUN_KEYS),
  report("extract", { thread_id: THREAD_ID, system: z.string(), user: z.string() }),
]);

const CONSOLIDATE_STATUS = z.enum([
  "succeeded",
  "succeeded_no_workspace_changes",
  "succeeded_no_input",
  "skipped_running",
  "skipped_cooldown",
  "skipped_retry_unavailable",
  "skipped_other_root",
  "outage",
  "setup",
  "budget",
  "failed_prepare_workspace",
  "failed_load_stage1_outputs",
  "failed_sync_workspace_inputs",
  "failed_workspace_status",
  "failed_workspace_diff_file",
  "failed_agent",
  "failed_verification",
  "failed_confirm_ownership",
  "failed_workspace_commit",
]);
const CONSOLIDATE_KEYS = {
  selected: z.array(z.looseObject({ thread_id: THREAD_ID, source_updated_at: TIME, rollout_summary_file: z.string() })),
  changes: z.array(CHANGE),
  conflicts: z.array(z.string()),
  watermark: z.int().nullable(),
  retry_at: TIME.nullable(),
  held_back: COUNT,
  usage: USAGE,
  ...MAKER,
  agent: z.looseObject({ steps: COUNT, refused_calls: COUNT, repair_rounds: COUNT, redacted: COUNT }),
  written: z.array(z.looseObject({ path: z.string(), additions: COUNT.nullable(), deletions: COUNT.nullable() })),
  recaps: COUNT,
  root: z.string().nullable(),
  quarantined: COUNT,
  waiting: WAITING,
  error: z.string().nullable(),
  run: z.string().nullable(),
  rejected: z.string().nullable(),
  estimate: CONSOLIDATION_SUM.optional(),
  dry_run: z.literal(true).optional(),
  unified_diff: z.string().optional(),
};

export const CONSOLIDATE = report("consolidate", CONSOLIDATE_KEYS, CONSOLIDATE_STATUS);

const PRUNE_STATUS = z.enum(["succeeded", "skipped_running"]);
const PRUNE_KEYS = {
  stage1_outputs: z.array(THREAD_ID),
  held_back: COUNT,
  waiting: WAITING,
  rollout_summaries: z.array(z.string()),
  extension_resources: z.array(z.string()),
};

export const PRUNE = report("prune", PRUNE_KEYS, PRUNE_STATUS);

const PART_ERROR = z.looseObject({ code: z.string(), message: z.string(), hint: z.string().nullable() });
/** A part that could not begin. */
const REFUSED = z.looseObject({ status: z.literal("refused"), error: PART_ERROR, exit: z.int() });

/** One of three: what its parts did, `--dry-run`, `--detach`. A part that was left out is null. */
export const RUN = z.union([
  report("run", {
    prune: part("prune", PRUNE_KEYS, PRUNE_STATUS).nullable(),
    extract: z.union([part("extract", EXTRACT_KEYS, EXTRACT_STATUS), REFUSED]).nullable(),
    consolidate: z.union([part("consolidate", CONSOLIDATE_KEYS, CONSOLIDATE_STATUS), REFUSED]).nullable(),
    waiting: WAITING,
    reason: z.string().nullable(),
    error: PART_ERROR.nullable(),
  }),
  report("run", {
    dry_run: z.literal(true),
    extract: part("extract", EXTRACT_DRY_RUN_KEYS, z.string().optional()),
    consolidate: part("consolidate", CONSOLIDATE_KEYS, CONSOLIDATE_STATUS),
    today: TODAY,
  }),
  report("run", { pid: z.int() }, z.literal("detached")),
]);

export const NOTE = report("note", { path: z.string() });
export const TEMPLATES_WRITTEN = report("templates", { files: z.array(z.string()) });
export const EDIT = report("edit", { path: z.string(), changes: COUNT });
