import { z } from "zod";

/** Parts that several reports share. Objects are loose: new keys may be added, none goes away or changes. */
export const TIME = z.string().describe("RFC 3339, UTC");
export const THREAD_ID = z.string().describe("a session's id: Codex's own, others <agent>/<native id>");
export const COUNT = z.int().nonnegative();

export const USAGE = z.looseObject({
  input_tokens: COUNT,
  cached_input_tokens: COUNT,
  output_tokens: COUNT,
  reasoning_tokens: COUNT,
  total_tokens: COUNT,
});

export const CHANGE = z.looseObject({ status: z.enum(["A", "M", "D"]), path: z.string() });

/** Who holds a lease: one process of one boot of one machine; null what its system does not tell. */
const WORKER = z.looseObject({
  host: z.string(),
  boot_id: z.string().nullable(),
  pid_namespace: z.string().nullable(),
  pid: z.int().nullable(),
  start_time: z.string().nullable(),
});

export const JOB = z.looseObject({
  kind: z.enum(["memory_stage1", "memory_consolidate_global"]),
  job_key: z.string(),
  status: z.enum(["pending", "running", "done", "error"]),
  standing: z.string(),
  until: TIME.nullable(),
  why: z.string(),
  lease_until: TIME.nullable(),
  retry_at: TIME.nullable(),
  retry_remaining: z.int(),
  last_error: z.string().nullable(),
  worker_id: WORKER.nullable(),
  input_watermark: z.int().nullable(),
  last_success_watermark: z.int().nullable(),
});

/** A report within another one, which has the version for both. */
export function part(command: string, keys: z.ZodRawShape, status: z.ZodType): z.ZodObject {
  return z.looseObject({ command: z.literal(command), status, ...keys });
}

/** A report: the version of the contract, the command and the status first, then its own keys. */
export function report(command: string, keys: z.ZodRawShape, status: z.ZodType = z.string()): z.ZodObject {
  return z.looseObject({ schema_version: z.literal(1), command: z.literal(command), status, ...keys });
}
