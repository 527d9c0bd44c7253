import { isUtf8 } from "node:buffer";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../../core/fault.ts";
import { compareTrees, type FileChange } from "../../../core/tree/compare-trees.ts";
import { quotePathAlways } from "../../../core/tree/path-bytes.ts";
import type { Tree } from "../../../core/tree/tree.ts";
import type { Workspace } from "../baseline/workspace.ts";
import { streamGit } from "../run/run-git.ts";
import { readingPlace, scratchPlace, useScratch } from "../run/scratch.ts";
import { configText, KNOWN_ATTRIBUTES } from "../tree/known-files.ts";
import { readBlobs } from "../tree/read-blobs.ts";
import { storeContents } from "../tree/store-contents.ts";
import { writeTree } from "../tree/write-tree.ts";

/** What becomes of a file that is no text: its contents so that the patch can be applied, or one line. */
export type BinaryForm = "patch" | "line";

const DIFF_TREE = [
  "diff-tree",
  "-r",
  "-p",
  "--full-index",
  "--no-renames",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--diff-algorithm=myers",
  "--indent-heuristic",
  "-U3",
  "--inter-hunk-context=0",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

/**
 * Git's patch between two trees, as it comes; `index` lines are still in it (`core/diff/patch-reader.ts` takes
 * them out). Contents are looked for in the baseline and among those scanned. Writes nothing into the root.
 * Every content that is not UTF-8 text counts as binary, so that the patch itself is text.
 */
export async function* diffTrees(
  workspace: Workspace,
  from: Tree,
  to: Tree,
  binary: BinaryForm,
): AsyncGenerator<Uint8Array, void> {
  const changes = compareTrees(from, to);
  if (changes.length === 0) return;
  const { git, scratch } = workspace;
  await useScratch(git, scratch);
  await storeContents(workspace);
  await learnKinds(workspace, changes);
  fault("git.scratch", scratch.dir);
  const oldTree = await writeTree(git, scratchPlace(scratch), sideOf(changes, "from"), "contents elsewhere");
  const newTree = await writeTree(git, scratchPlace(scratch), sideOf(changes, "to"), "contents elsewhere");
  putDiffSettings(workspace, changes);
  const place = readingPlace(scratch, join(workspace.gitDir, "objects"));
  const form = binary === "patch" ? ["--binary"] : [];
  yield* streamGit(git, { place, args: [...DIFF_TREE, ...form, oldTree, newTree] });
}

/** Only what changed: the size of the rest of the tree does not matter then. */
function sideOf(changes: readonly FileChange[], side: "from" | "to"): Tree {
  return new Map(changes.flatMap((change) => (change[side] === undefined ? [] : [[change.path, change[side]]])));
}

/** Finds out which contents of the changes are text, where that is not known. */
async function learnKinds(workspace: Workspace, changes: readonly FileChange[]): Promise<void> {
  const { contents } = workspace;
  const ids = changes.flatMap(({ from, to }) => [from?.id, to?.id]).filter((id) => id !== undefined);
  const unknown = [...new Set(ids)].filter((id) => contents.kindOf(id) === undefined);
  for await (const { id, bytes } of readBlobs(workspace, unknown))
    contents.noteKind(id, isUtf8(bytes) ? "text" : "binary");
}

/** Names the binary files to git, and has it escape names when not all of them are UTF-8. */
function putDiffSettings(workspace: Workspace, changes: readonly FileChange[]): void {
  const { contents } = workspace;
  const isBinary = ({ from, to }: FileChange) =>
    [from, to].some((entry) => entry !== undefined && contents.kindOf(entry.id) === "binary");
  const lines = changes.filter(isBinary).map(({ path }) => `${attributePattern(path)} -diff\n`);
  const { dir } = workspace.scratch;
  writeFileSync(join(dir, "info/attributes"), KNOWN_ATTRIBUTES + lines.join(""), { mode: 0o600 });
  const quotePath = changes.every(({ path }) => path.isWellFormed()) ? "false" : "true";
  writeFileSync(join(dir, "config"), configText({ bare: "true", quotePath }), { mode: 0o600 });
}

/** A pattern that matches this path alone. */
function attributePattern(path: string): string {
  return quotePathAlways(`/${path.replaceAll(/[\\*?[]/g, "\\$&")}`);
}
