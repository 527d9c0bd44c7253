import { expect, test } from "bun:test";
import {
  EXTRACTION_ANSWER,
  EXTRACTION_JSON_SCHEMA,
  MEMORY_MAX_BYTES,
} from "../../../lib/core/extract/answer-schema.ts";

const answer = (raw_memory: string) => ({ rollout_summary: "# s\n", rollout_slug: null, raw_memory });

test("a text of 64 KiB is a memory, one byte more is a bad answer, counted in bytes", () => {
  expect(EXTRACTION_ANSWER.safeParse(answer("x".repeat(MEMORY_MAX_BYTES))).success).toBe(true);
  for (const text of ["x".repeat(MEMORY_MAX_BYTES + 1), "ä".repeat(MEMORY_MAX_BYTES / 2 + 1)]) {
    const { error } = EXTRACTION_ANSWER.safeParse(answer(text));
    expect(error?.issues).toMatchObject([{ path: ["raw_memory"], message: "is longer than 65536 bytes" }]);
  }
});

test("the schema that is sent names no length, which few providers take", () => {
  expect(JSON.stringify(EXTRACTION_JSON_SCHEMA)).not.toContain("ength");
});
