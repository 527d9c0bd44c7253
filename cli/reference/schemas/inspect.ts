import { z } from "zod";
import { TODAY } from "./cost.ts";
import { CHANGE, COUNT, JOB, report, THREAD_ID, TIME } from "./parts.ts";

const THREAD = z.looseObject({
  thread_id: THREAD_ID,
  agent: z.string(),
  native_id: z.string(),
  updated_at: TIME,
  source: z.string(),
  cwd: z.string(),
  title: z.string(),
  rollout_path: z.string(),
  decision: z.string(),
  memory: z.boolean(),
});

export const THREADS = z.union([
  report("threads", { threads: z.array(THREAD) }),
  report("threads", { action: z.literal("take_over"), machine: z.string(), threads: COUNT }),
]);

export const STATUS = report("status", {
  threads: z.record(z.string(), COUNT),
  agents: z.array(
    z.looseObject({ agent: z.string(), home: z.string(), sessions: COUNT, problem: z.string().nullable() }),
  ),
  unread_agents: z.array(z.looseObject({ agent: z.string(), sessions: COUNT, command: z.string() })),
  stage1_outputs: COUNT,
  jobs: z.looseObject({ memory_stage1: z.record(z.string(), COUNT), memory_consolidate_global: JOB.nullable() }),
  root: z.looseObject({ path: z.string(), ours: z.boolean(), exists: z.boolean(), dirty: z.boolean().nullable() }),
  usage: z.looseObject({}),
  today: TODAY,
  instructions: z.looseObject({ tokens: COUNT }),
});

export const EXPLAIN = report("explain", {
  thread_id: THREAD_ID,
  decision: z.string(),
  rules: z.array(z.looseObject({ name: z.string(), passed: z.boolean() })),
  job: JOB.nullable(),
  selection: z.looseObject({ selected: z.boolean(), rank: z.int().nullable() }),
});

export const SHOW = report("show", {
  thread_id: THREAD_ID,
  cwd: z.string(),
  memory: z
    .looseObject({ source_updated_at: TIME, generated_at: TIME, rollout_summary: z.string(), raw_memory: z.string() })
    .nullable(),
});

export const JOBS = report("jobs", { action: z.string(), jobs: z.array(JOB) });
export const DIFF = report("diff", {
  changes: z.array(z.looseObject({ ...CHANGE.shape, additions: COUNT.nullable(), deletions: COUNT.nullable() })),
  unified_diff: z.string(),
});
export const LOG = report("log", {
  runs: z.array(
    z.looseObject({
      run: z.string(),
      command: z.string(),
      status: z.string(),
      time: TIME,
      model: z.string().nullable(),
      host: z.string().nullable(),
      sessions: COUNT,
      remembered: COUNT,
      requests: COUNT,
      tokens: COUNT,
      cost: z.number(),
      unpriced_requests: COUNT,
      note: z.string().nullable(),
      changes: z.array(CHANGE),
      undoes: z.string().nullable(),
      undone_by: z.string().nullable(),
      can_be_undone: z.boolean(),
    }),
  ),
});
export const DOCTOR = report("doctor", {
  checks: z.array(z.looseObject({ name: z.string(), status: z.string(), detail: z.string() })),
});
export const CONFIG = z.union([
  report("config", { values: z.array(z.looseObject({ name: z.string(), origin: z.string() })) }),
  report("config", { path: z.string(), keys: z.array(z.string()) }),
]);
export const PATH = report("path", { root: z.string(), home: z.string() });
