import { expect, test } from "bun:test";
import { parseRolloutName } from "../../../lib/core/rollout/file-name.ts";

const ID = "01a20398-7e1f-7012-9863-1485d0a4dbe5";

test("the name of a transcript gives its thread, its time and whether it is compressed", () => {
  const name = `rollout-2026-11-22T14-10-55-${ID.toUpperCase()}`;
  const createdAt = Date.UTC(2026, 10, 22, 14, 10, 55) / 1_000;
  expect(parseRolloutName(`${name}.jsonl`)).toEqual({ compressed: false, threadId: ID, createdAt });
  expect(parseRolloutName(`${name}.jsonl.zst`)).toEqual({ compressed: true, threadId: ID, createdAt });
});

test("a name with other contents is still a transcript's", () => {
  expect(parseRolloutName("rollout-x.jsonl")).toEqual({ compressed: false, threadId: undefined, createdAt: undefined });
  expect(parseRolloutName(`rollout-${ID}.jsonl`)?.threadId).toBe(ID);
});

test("other names do not count", () => {
  for (const name of [
    "rollout-x.json",
    "rollout.jsonl",
    "x-rollout-a.jsonl",
    "rollout-a.jsonl.gz",
    "rollout-a.jsonl~",
    "",
  ]) {
    expect(parseRolloutName(name)).toBeUndefined();
  }
});
