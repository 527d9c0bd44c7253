import { z } from "zod";
import { CHANGE, COUNT, report, THREAD_ID } from "./parts.ts";

/** `citations` prints one such object a source; it is no report, and has no envelope. */
export const CITATIONS = z.looseObject({
  source: z.string(),
  thread_id: THREAD_ID.nullable(),
  entries: z.array(z.looseObject({ path: z.string(), line_start: COUNT, line_end: COUNT, note: z.string() })),
  thread_ids: z.array(z.string()),
  problems: z.array(z.string()),
});

export const INSTRUCTIONS = report("instructions", { instructions: z.string().nullable(), tokens: COUNT });

export const USAGE_REPORT = z.union([
  report("usage", { kinds: z.array(z.string()) }),
  report("usage", { rollouts: COUNT, counts: z.array(z.looseObject({})) }),
  report("usage", { rollouts: COUNT, citations: z.looseObject({}), reads: z.looseObject({}) }),
]);

export const FORGET = z.union([
  report("forget", {
    dry_run: z.boolean(),
    threads: z.array(THREAD_ID),
    memories: z.array(THREAD_ID),
    rollout_summaries: z.array(z.string()),
    copies: z.array(z.string()),
  }),
  report("forget", { dry_run: z.boolean(), lifted: z.array(THREAD_ID) }),
]);

export const UNDO = report("undo", {
  dry_run: z.boolean(),
  run: z.string().nullable(),
  changes: z.array(CHANGE),
  conflicts: z.array(z.string()),
});

export const CLEAR = report("clear", {
  dry_run: z.boolean(),
  stage1_outputs: COUNT,
  files: z.array(z.string()),
  copies: z.array(z.string()),
});
