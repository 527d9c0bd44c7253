import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { TreeEntry } from "../../../lib/core/tree/tree.ts";
import { listFiles } from "../../../lib/edge/fs/list-files.ts";
import type { Workspace } from "../../../lib/edge/git/baseline/workspace.ts";
import { applyPatch } from "../../../lib/edge/git/patch/apply-patch.ts";
import { diffTrees } from "../../../lib/edge/git/patch/diff-trees.ts";
import { readBlobs } from "../../../lib/edge/git/tree/read-blobs.ts";
import { scanTree } from "../../../lib/edge/git/tree/scan-tree.ts";
import { put } from "../../helpers/agents.ts";
import { type GitRoot, gitRoot } from "../../helpers/git-root.ts";

let root: GitRoot;
beforeEach(async () => {
  root = gitRoot();
  await root.init();
});
afterEach(() => root.dispose());

type Files = Readonly<Record<string, Uint8Array>>;

async function scanned(workspace: Workspace, files: Files): Promise<Map<string, TreeEntry>> {
  const dir = join(root.dir, "tree");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  for (const [path, bytes] of Object.entries(files)) put(dir, path, bytes);
  const scan = await scanTree(workspace, dir, listFiles(dir).files, new Map());
  return new Map([...scan].map(([path, { kind, id, size, executable }]) => [path, { kind, id, size, executable }]));
}

async function patch(workspace: Workspace, from: Map<string, TreeEntry>, to: Map<string, TreeEntry>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of diffTrees(workspace, from, to, "patch")) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const name = fc.constantFrom(
  "MEMORY.md",
  "a b.md",
  "skills/x/SKILL.md",
  'q"uote.md',
  "tab\there",
  "é.md",
  "-dash",
  "a\\b",
);
const content = fc.oneof(
  fc
    .array(fc.constantFrom("one", "two", "", "+plus", "-minus", "@@ -1 +1 @@", "diff --git a/x b/x"), { maxLength: 12 })
    .map((lines) => Buffer.from(lines.join("\n"))),
  fc.uint8Array({ maxLength: 200 }),
);

test("a patch made between two trees leads from the one to the other, and its reverse back", async () => {
  const tree = fc.dictionary(name, content, { maxKeys: 6, noNullPrototype: true });
  await root.with(async (workspace) => {
    await fc.assert(
      fc.asyncProperty(tree, tree, async (one, two) => {
        const [from, to] = [await scanned(workspace, one), await scanned(workspace, two)];
        const byName = (entries: Map<string, TreeEntry>) =>
          new Map([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));
        expect(byName(await applyPatch(workspace, from, await patch(workspace, from, to)))).toEqual(byName(to));
        expect(byName(await applyPatch(workspace, to, await patch(workspace, to, from)))).toEqual(byName(from));
      }),
      { numRuns: 25 },
    );
  });
});

test("what a patch makes can be read, and nothing of it is in the root's store", async () => {
  await root.with(async (workspace) => {
    const from = await scanned(workspace, { "a.md": Buffer.from("one\n") });
    const to = await scanned(workspace, { "a.md": Buffer.from("two\n") });
    const made = await applyPatch(workspace, from, await patch(workspace, from, to));
    const texts: string[] = [];
    for await (const { bytes } of readBlobs(workspace, [made.get("a.md")?.id ?? ""]))
      texts.push(Buffer.from(bytes).toString());
    expect(texts).toEqual(["two\n"]);
  });
  expect(root.git(["cat-file", "--batch-all-objects", "--batch-check"])).not.toContain("blob");
});

test("a patch that does not fit is refused", async () => {
  await root.with(async (workspace) => {
    const from = await scanned(workspace, { "a.md": Buffer.from("one\n") });
    const to = await scanned(workspace, { "a.md": Buffer.from("two\n") });
    const other = await scanned(workspace, { "a.md": Buffer.from("three\n") });
    await expect(applyPatch(workspace, other, await patch(workspace, from, to))).rejects.toMatchObject({
      code: "git_failed",
    });
  });
});
