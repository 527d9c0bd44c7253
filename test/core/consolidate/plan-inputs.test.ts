import { expect, test } from "bun:test";
import { holdsContent, planInputs } from "../../../lib/core/consolidate/plan-inputs.ts";
import type { WithFileName } from "../../../lib/core/consolidate/summary-file-name.ts";
import { workspaceOutcome } from "../../../lib/core/consolidate/workspace-outcome.ts";
import { blobId } from "../../../lib/core/tree/blob-id.ts";
import type { TreeEntry } from "../../../lib/core/tree/tree.ts";
import type { SelectedMemory } from "../../../lib/core/types.ts";
import { TEST_NOW } from "../../helpers/moment.ts";

const RULES = { extensionRetentionDays: 7, now: TEST_NOW };
const MEMORY: WithFileName<SelectedMemory> = {
  fileName: "2025-02-11T15-35-19-jqmb.md",
  threadId: "0194f5a6-89ab-7cde-8123-456789abcdef",
  sourceUpdatedAt: 1_795_000_000,
  rawMemory: "raw",
  rolloutSummary: "summary",
  rolloutSlug: undefined,
  generatedAt: 1_795_000_000,
  usageCount: undefined,
  lastUsage: undefined,
  selectedForPhase2: false,
  selectedForPhase2SourceUpdatedAt: undefined,
  madeBy: undefined,
  promptHash: undefined,
  cwd: "/app",
  rolloutPath: "/r.jsonl",
  gitBranch: undefined,
};
const SUMMARY = "rollout_summaries/2025-02-11T15-35-19-jqmb.md";
const file = (bytes: Uint8Array): TreeEntry => ({
  kind: "file",
  id: blobId(bytes),
  size: bytes.length,
  executable: false,
});
const TEXT = file(Buffer.from("x"));

test("git knows a content by this identity", () => {
  expect(blobId(Buffer.from(""))).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  expect(blobId(Buffer.from("hello\n"))).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
});

test("what is there with the right bytes is not written again; a link in its place is", () => {
  const disk = new Map([["a.md", TEXT]]);
  expect(holdsContent(disk, "a.md", TEXT)).toBe(true);
  expect(holdsContent(disk, "b.md", TEXT)).toBe(false);
  expect(holdsContent(disk, "a.md", file(Buffer.from("y")))).toBe(false);
  expect(holdsContent(new Map([["a.md", { ...TEXT, kind: "link" as const }]]), "a.md", TEXT)).toBe(false);
});

test("each selected memory has its file", () => {
  const plan = planInputs([MEMORY], new Map(), [], RULES);
  expect(plan.memories).toEqual([MEMORY]);
  expect([...plan.summaries]).toEqual([[SUMMARY, MEMORY]]);
});

test("other summaries go, foreign ones stay until one becomes ours", () => {
  const name = SUMMARY.split("/")[1] ?? "";
  const disk = new Map([
    ["rollout_summaries/old.md", TEXT],
    ["rollout_summaries/theirs.md", TEXT],
    ["rollout_summaries/notes.txt", TEXT],
    ["rollout_summaries/deep/x.md", TEXT],
    [SUMMARY, TEXT],
  ]);
  const plan = planInputs([MEMORY], disk, ["theirs.md", name], RULES);
  expect(plan.deletes).toEqual(["rollout_summaries/old.md"]);
  expect(plan.foreign).toEqual(["theirs.md"]);
});

test("expired resources go only from an extension with instructions, and only regular files directly in it", () => {
  const disk = new Map([
    ["extensions/a/instructions.md", TEXT],
    ["extensions/a/resources/2026-11-16T12-00-00-x.md", TEXT],
    ["extensions/a/resources/deep/2026-11-01T12-00-00-x.md", TEXT],
    ["extensions/a/resources/2026-11-01T12-00-00-link.md", { ...TEXT, kind: "link" as const }],
    ["extensions/b/resources/2026-11-01T12-00-00-x.md", TEXT],
    ["extensions/c/instructions.md", { ...TEXT, kind: "link" as const }],
    ["extensions/c/resources/2026-11-01T12-00-00-x.md", TEXT],
    ["extensions/loose.md", TEXT],
  ]);
  expect(planInputs([], disk, [], RULES).deletes).toEqual(["extensions/a/resources/2026-11-16T12-00-00-x.md"]);
});

test("no change needs nobody, the very first empty list is taken as it is, all else needs an agent", () => {
  const raw = { status: "A", path: "raw_memories.md" } as const;
  expect(workspaceOutcome(0, 0, [])).toBe("no_changes");
  expect(workspaceOutcome(3, 9, [])).toBe("no_changes");
  expect(workspaceOutcome(0, 0, [raw])).toBe("no_input");
  expect(workspaceOutcome(1, 0, [raw])).toBe("agent");
  expect(workspaceOutcome(0, 1, [raw])).toBe("agent");
  expect(workspaceOutcome(0, 0, [{ ...raw, status: "M" }])).toBe("agent");
  expect(workspaceOutcome(0, 0, [raw, { status: "A", path: "MEMORY.md" }])).toBe("agent");
  expect(workspaceOutcome(0, 0, [{ status: "A", path: "MEMORY.md" }])).toBe("agent");
});
