import { expect, test } from "bun:test";
import { createdAtOf, parseRolloutName } from "../../../../lib/core/agents/codex/file-name.ts";

const ID = "01a20398-7e1f-7012-9863-1485d0a4dbe5";

test("the name of a transcript gives its thread, its time and whether it is compressed", () => {
  const name = `rollout-2026-11-22T14-10-55-${ID.toUpperCase()}`;
  const createdAt = Date.UTC(2026, 10, 22, 14, 10, 55) / 1_000;
  for (const [suffix, compressed] of [
    [".jsonl", false],
    [".jsonl.zst", true],
  ] as const) {
    const parsed = parseRolloutName(name + suffix);
    expect(parsed).toMatchObject({ compressed, threadId: ID });
    expect(parsed && createdAtOf(parsed)).toBe(createdAt);
  }
});

test("a name with other contents is still a transcript's", () => {
  const odd = parseRolloutName("rollout-x.jsonl");
  expect(odd).toMatchObject({ compressed: false, threadId: undefined, fileId: undefined, time: "x" });
  expect(odd && createdAtOf(odd)).toBeUndefined();
  expect(parseRolloutName(`rollout-${ID}.jsonl`)?.threadId).toBe(ID);
});

test("a segment's name gives its thread and the id by which a base names it", () => {
  const segment = "01a21e42-d287-7a43-aa39-b4ed396b5f8f";
  for (const suffix of [".jsonl", ".jsonl.zst"]) {
    const named = parseRolloutName(`rollout-2026-11-22T14-10-55-${ID}_${segment.toUpperCase()}${suffix}`);
    expect(named).toMatchObject({ threadId: ID, segmentId: segment, fileId: segment, time: "2026-11-22T14-10-55" });
  }
  const first = parseRolloutName(`rollout-2026-11-22T14-10-55-${ID}.jsonl`);
  expect(first).toMatchObject({ threadId: ID, segmentId: undefined, fileId: ID });
  expect(parseRolloutName(`rollout-2026-11-22T14-10-55-x_${segment}.jsonl`)?.threadId).toBeUndefined();
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
