import { z } from "zod";

/** What the model of phase 1 returns: exactly these keys. An empty or null slug means none. */
export const EXTRACTION_ANSWER = z.strictObject({
  rollout_summary: z.string(),
  rollout_slug: z.string().nullable(),
  raw_memory: z.string(),
});
export type ExtractionAnswer = z.infer<typeof EXTRACTION_ANSWER>;

/** The schema as it is sent. */
export const EXTRACTION_JSON_SCHEMA = z.toJSONSchema(EXTRACTION_ANSWER, { target: "draft-7" });

/** The schema's name for providers that want one. */
export const EXTRACTION_ANSWER_NAME = "session_memory";
