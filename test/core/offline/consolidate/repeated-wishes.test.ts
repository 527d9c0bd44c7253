import { expect, test } from "bun:test";
import { RAW_MEMORIES_FILE } from "../../../../lib/core/consolidate/paths.ts";
import { renderRawMemories } from "../../../../lib/core/consolidate/raw-memories.ts";
import { consolidateOffline } from "../../../../lib/core/offline/consolidate/consolidate-offline.ts";
import { isForOneTask, timesSaid, withTimes } from "../../../../lib/core/offline/consolidate/merging/wishes.ts";
import { takeSteps } from "../../../../lib/core/steps.ts";
import { contentsOf } from "./sessions.ts";

const memory = (at: number, cwd: string, ...preferences: string[]) => ({
  threadId: `01a2000${at}-0000-7000-8000-000000000000`,
  sourceUpdatedAt: Date.UTC(2026, 10, 20 + at) / 1_000,
  cwd,
  rolloutPath: `/r/${at}.jsonl`,
  rolloutSlug: undefined,
  rawMemory: `### Task 1: work ${at}\n\n#### Preference signals\n\n${preferences.map((line) => `- ${line}\n`).join("")}`,
});
const consolidate = (...memories: ReturnType<typeof memory>[]) =>
  takeSteps(
    consolidateOffline({
      baseline: new Map(),
      current: contentsOf(new Map([[RAW_MEMORIES_FILE, renderRawMemories(memories)]])),
    }),
  );
const preferencesOf = (summary: string) => summary.split("## User preferences")[1]?.split("\n## ")[0] ?? "";

test("a wish of several sessions is one line, before all others, with its count", () => {
  const { summary, handbook } = consolidate(
    memory(1, "/home/dev/app", 'standing wish: "immer Tabs"', 'for this task: "ask me one thing at a time"'),
    memory(
      2,
      "/home/dev/app",
      'said 3 times, standing wish: "never push"',
      'for this task: "ask me one thing at a time"',
    ),
    memory(3, "/home/dev/app", 'wish: "Never push."'),
  );
  const lines = preferencesOf(summary).trim().split("\n");
  expect(lines.slice(0, 2)).toEqual([
    '- "never push" (said 4 times) [app]',
    '- "ask me one thing at a time" (said 2 times) [app]',
  ]);
  expect(handbook).toContain('- said 2 times, wish: "ask me one thing at a time" [Task 1] [Task 2]');
});

test("what was said once for one task stays with that task", () => {
  const { summary, handbook } = consolidate(memory(1, "/home/dev/app", 'for this task: "make it blue, not red"'));
  expect(summary).not.toContain("blue");
  expect(handbook).toContain("blue");
});

test("the same choice counts in any language", () => {
  const { summary } = consolidate(
    memory(1, "/home/dev/app", 'standing wish: "Hier immer pnpm, nie npm."'),
    memory(2, "/home/dev/app", 'correction: "pnpm, not npm"'),
  );
  expect(preferencesOf(summary)).toContain('"Hier immer pnpm, nie npm." (said 2 times)');
});

test("both spellings of a Windows drive are one folder of one group", () => {
  const { handbook } = consolidate(
    memory(1, "C:\\Users\\dev\\app", 'standing wish: "Always use pwsh"'),
    memory(2, "c:\\Users\\dev\\app", 'standing wish: "Never touch the lock file"'),
  );
  expect(handbook.match(/^# Task Group: .*$/gm)).toEqual(["# Task Group: app"]);
  expect(handbook).toContain("applies_to: cwd=C:\\Users\\dev\\app;");
});

test("a count is read as it is written", () => {
  const line = 'standing wish: "never push"';
  for (const times of [1, 2, 17]) expect(timesSaid(withTimes(line, times))).toBe(times);
  expect(withTimes(withTimes(line, 3), 5)).toBe('said 5 times, standing wish: "never push"');
  expect(isForOneTask('for this task: "x"')).toBe(true);
});
