import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderRawMemories } from "../../../lib/core/consolidate/raw-memories.ts";
import { renderRolloutSummary } from "../../../lib/core/consolidate/rollout-summary.ts";
import { summaryFileName, withFileNames } from "../../../lib/core/consolidate/summary-file-name.ts";
import { planSync } from "../../../lib/core/consolidate/sync-plan.ts";
import { memory, referenceFile, referenceSelection } from "./reference-rows.ts";

const SUMMARIES = fileURLToPath(new URL("../../../fixtures/reference/memories/rollout_summaries", import.meta.url));

const inFolder = (name: string) => `rollout_summaries/${name}`;

describe("the files that the reference wrote come out of its rows byte for byte", () => {
  const selection = referenceSelection();

  test("raw_memories.md", () => {
    expect(Buffer.from(renderRawMemories(selection))).toEqual(referenceFile("raw_memories.md"));
  });

  test("raw_memories.md does not depend on the order of the rows", () => {
    expect(renderRawMemories(selection.toReversed())).toBe(renderRawMemories(selection));
  });

  test("rollout_summaries has exactly the reference's file names", () => {
    expect(selection.map(summaryFileName).toSorted()).toEqual(readdirSync(SUMMARIES).toSorted());
  });

  for (const row of selection) {
    const name = summaryFileName(row);
    test(`rollout_summaries/${name}`, () => {
      expect(Buffer.from(renderRolloutSummary(row))).toEqual(referenceFile(`rollout_summaries/${name}`));
    });
  }

  test("a plan to sync them writes all of them and deletes nothing of them", () => {
    const plan = planSync(withFileNames(selection), {
      paths: readdirSync(SUMMARIES).map(inFolder),
      foreign: new Set(),
    });
    expect(plan.deletes).toEqual([]);
    for (const [path, row] of plan.summaries)
      expect(Buffer.from(renderRolloutSummary(row))).toEqual(referenceFile(path));
    expect(plan.summaries.size).toBe(12);
  });
});

test("raw_memories.md of an empty selection says that there are none", () => {
  expect(renderRawMemories([])).toBe("# Raw Memories\n\nNo raw memories yet.\n");
});

test("a raw memory is trimmed and a summary is not", () => {
  const row = memory({ rawMemory: "\u{2003}\n\u{85} body \n\n", rolloutSummary: "\n  kept \n" });
  expect(renderRawMemories([row])).toEndWith("-jqmb.md\n\nbody\n\n");
  expect(renderRolloutSummary(row)).toEndWith("cwd: /repo\n\n\n  kept \n\n");
});

test("the branch is shown only where one is known", () => {
  expect(renderRolloutSummary(memory())).not.toContain("git_branch");
  expect(renderRolloutSummary(memory({ gitBranch: "" }))).not.toContain("git_branch");
  expect(renderRolloutSummary(memory({ gitBranch: "main" }))).toContain("\ncwd: /repo\ngit_branch: main\n\nsummary\n");
});

test("control characters in header values cannot begin a new line", () => {
  const row = memory({ cwd: "/a\nthread_id: x", rolloutPath: "/b\u{0}\u{1b}[2J\t\u{7f}\u{9b}", gitBranch: "c\r\nd" });
  expect(renderRolloutSummary(row).split("\n\n")[0]).toBe(
    [
      "thread_id: 0194f5a6-89ab-7cde-8123-456789abcdef",
      "updated_at: 2026-05-28T20:26:40+00:00",
      "rollout_path: /b\u{FFFD}\u{FFFD}[2J\u{FFFD}\u{FFFD}\u{FFFD}",
      "cwd: /a\u{FFFD}thread_id: x",
      "git_branch: c\u{FFFD}\u{FFFD}d",
    ].join("\n"),
  );
  expect(renderRawMemories([row])).toContain("\ncwd: /a\u{FFFD}thread_id: x\nrollout_path: /b\u{FFFD}\u{FFFD}[2J");
});

test("of two memories with one file name the last has the file", () => {
  const [first, last] = [memory({ rolloutSummary: "first" }), memory({ rolloutSummary: "last" })];
  expect([
    ...planSync(withFileNames([first, last]), { paths: [], foreign: new Set() }).summaries.values(),
  ]).toMatchObject([last]);
});

test("a sync deletes other markdown files, but neither foreign ones nor other names", () => {
  const plan = planSync(withFileNames([memory()]), {
    paths: [
      ...["old.md", "mine.md", "b.md", "notes.txt", "2025-02-11T15-35-19-jqmb.md", "x.MD", "deep/c.md"].map(inFolder),
      "old.md",
    ],
    foreign: new Set(["mine.md"]),
  });
  expect(plan.deletes).toEqual(["rollout_summaries/b.md", "rollout_summaries/old.md"]);
  expect([...plan.summaries.keys()]).toEqual(["rollout_summaries/2025-02-11T15-35-19-jqmb.md"]);
});
