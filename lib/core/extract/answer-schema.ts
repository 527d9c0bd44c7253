import { z } from "zod";
import { utf8Length } from "../text/bytes.ts";

/** Bytes of a text that a model makes of one session, at most (spec 13): a longer one is no memory but the session again. */
export const MEMORY_MAX_BYTES = 64 * 1024;

/** Checked here and not by the provider: few take a length in a schema. */
const text = z
  .string()
  .refine((value) => utf8Length(value) <= MEMORY_MAX_BYTES, `is longer than ${MEMORY_MAX_BYTES} bytes`);

/** What the model of phase 1 returns: exactly these keys. An empty or null slug means none. */
export const EXTRACTION_ANSWER = z.strictObject({
  rollout_summary: text,
  rollout_slug: z.string().nullable(),
  raw_memory: text,
});
export type ExtractionAnswer = z.infer<typeof EXTRACTION_ANSWER>;

/** The schema as it is sent. */
export const EXTRACTION_JSON_SCHEMA = z.toJSONSchema(EXTRACTION_ANSWER, { target: "draft-7" });

/** The schema's name for providers that want one. */
export const EXTRACTION_ANSWER_NAME = "session_memory";
