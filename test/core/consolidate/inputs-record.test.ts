import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { fileIdIn, INPUTS_FORM, inputsDigest, inputsKey } from "../../../lib/core/consolidate/inputs-record.ts";
import { renderRawMemories } from "../../../lib/core/consolidate/raw-memories.ts";
import { renderRolloutSummary } from "../../../lib/core/consolidate/rollout-summary.ts";
import { summaryFileName } from "../../../lib/core/consolidate/summary-file-name.ts";
import { memory, referenceSelection } from "./reference-rows.ts";

test("the files of each form are known: whoever changes them raises the form", () => {
  const rows = [
    ...referenceSelection(),
    memory({ gitBranch: "main", cwd: "/a\nb", rawMemory: " \u{85}x ", rolloutSummary: " y ", rolloutSlug: "É-slug Z" }),
  ];
  const files = [
    renderRawMemories(rows),
    renderRawMemories([]),
    ...rows.map(renderRolloutSummary),
    ...rows.map(summaryFileName),
  ];
  expect({ form: INPUTS_FORM, files: createHash("sha256").update(files.join("\0")).digest("hex") }).toEqual({
    form: 1,
    files: "3a3344118ffec16f92b3bf7ff2b7cb2baba7367a6a811f68325ef82da66c6536",
  });
});

test("a key tells apart whatever a generated file shows, and nothing else", () => {
  const base = memory({ gitBranch: "main", rolloutSlug: "slug" });
  const key = (row = base, revision = "r") => inputsKey(revision, [row]);
  const others = [
    key(base, "s"),
    key({ ...base, threadId: "other" }),
    key({ ...base, sourceUpdatedAt: 1 }),
    key({ ...base, rolloutSlug: undefined }),
    key({ ...base, cwd: "other" }),
    key({ ...base, rolloutPath: "other" }),
    key({ ...base, gitBranch: undefined }),
    inputsKey("r", []),
    inputsKey("r", [base, base]),
  ];
  expect(new Set([key(), ...others]).size).toBe(others.length + 1);
  expect(key({ ...base, usageCount: 7, lastUsage: 7, generatedAt: 7, selectedForPhase2: true })).toBe(key());
});

test("a digest is that of exactly the generated files, and there is none while one is missing or no file", () => {
  const file = { kind: "file", id: "1".repeat(40), size: 1, executable: false } as const;
  const plan = { summaries: new Map([["rollout_summaries/a.md", { ...memory(), fileName: "a.md" }]]) };
  const disk = new Map([
    ["raw_memories.md", file],
    ["rollout_summaries/a.md", file],
  ]);
  const digest = inputsDigest(plan, fileIdIn(disk));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(inputsDigest(plan, fileIdIn(new Map([...disk, ["MEMORY.md", file]])))).toBe(digest);
  for (const path of disk.keys()) {
    const changed = (entry: object) => inputsDigest(plan, fileIdIn(new Map([...disk, [path, { ...file, ...entry }]])));
    expect(changed({ id: "2".repeat(40) })).not.toBe(digest);
    expect(changed({ kind: "link" })).toBeUndefined();
    expect(inputsDigest(plan, fileIdIn(new Map([...disk].filter(([other]) => other !== path))))).toBeUndefined();
  }
});
