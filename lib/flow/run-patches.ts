import type { Tree, TreeEntry } from "../core/consolidate/tree.ts";
import { comparePaths } from "../core/diff/path-bytes.ts";
import { redactBytes } from "../core/redact/redact-bytes.ts";
import { fileState, isInPatches, type RunFile } from "../core/runs/run-record.ts";
import { listFiles } from "../edge/folder/list-files.ts";
import { diffTrees } from "../edge/git/diff-trees.ts";
import { readBlobs } from "../edge/git/read-blobs.ts";
import { scanTree } from "../edge/git/scan-tree.ts";
import type { Workspace } from "../edge/git/workspace.ts";
import { beginNumbered, putNumbered } from "../edge/root/put-numbered.ts";
import type { Patches } from "../edge/runs/run-store.ts";

/** The patches of a run that changed nothing, or whose text is not to be kept. */
export const NO_PATCHES: Patches = { forward: [], reverse: [], pending: [] };

/** The root and its baseline, before and after a run. */
export interface RunTrees {
  readonly before: Tree;
  readonly after: Tree;
  readonly baselineBefore: Tree;
  readonly baselineAfter: Tree;
}

/** The files that a run changes in the root or in the baseline, in path order. */
export function runFiles(trees: RunTrees): RunFile[] {
  const { before, after, baselineBefore, baselineAfter } = trees;
  const paths = new Set([before, after, baselineBefore, baselineAfter].flatMap((tree) => [...tree.keys()]));
  return [...paths]
    .map((path) => ({
      path,
      before: fileState(before.get(path)),
      after: fileState(after.get(path)),
      baseline_before: fileState(baselineBefore.get(path)),
      baseline_after: fileState(baselineAfter.get(path)),
    }))
    .filter((file) => file.before !== file.after || file.baseline_before !== file.baseline_after)
    .toSorted((a, b) => comparePaths(a.path, b.path));
}

/**
 * The patches of a run, made between the files without their secrets, so that they are whole patches of what
 * they hold; they are made as they are read. `scratch` is a private folder that this makes.
 */
export async function runPatches(
  workspace: Workspace,
  trees: RunTrees,
  files: readonly RunFile[],
  scratch: string,
): Promise<Patches> {
  const paths = files.filter(isInPatches).map(({ path }) => path);
  const clean = await redactTrees(workspace, [trees.before, trees.after, trees.baselineBefore], paths, scratch);
  const [before, after, baseline] = [clean(trees.before), clean(trees.after), clean(trees.baselineBefore)];
  // A file that the baseline did not have needs no patch to be taken out of it again.
  const known = new Map([...before].filter(([path]) => baseline.has(path)));
  return {
    forward: diffTrees(workspace, before, after, "patch"),
    reverse: diffTrees(workspace, after, before, "patch"),
    pending: diffTrees(workspace, known, baseline, "patch"),
  };
}

/**
 * Redacts what these trees hold at these paths. The function returned gives one of the trees, of those paths alone,
 * with the redacted contents in the place of those that hold secrets.
 */
export async function redactTrees(
  workspace: Workspace,
  trees: readonly Tree[],
  paths: readonly string[],
  scratch: string,
): Promise<(tree: Tree) => Map<string, TreeEntry>> {
  const cut = trees.map((tree) => pick(tree, paths));
  const files = cut.flatMap((tree) => [...tree.values()]).filter(({ kind }) => kind === "file");
  const ids = [...new Set(files.map(({ id }) => id))];
  const dirty: string[] = [];
  for await (const { id, bytes } of readBlobs(workspace, ids)) {
    const redacted = redactBytes(bytes);
    if (redacted.equals(bytes)) continue;
    if (dirty.length === 0) beginNumbered(scratch);
    putNumbered(scratch, dirty.length, redacted);
    dirty.push(id);
  }
  const cleanId = new Map<string, string>();
  if (dirty.length > 0) {
    const scan = await scanTree(workspace, scratch, listFiles(scratch).files, new Map());
    for (const [at, id] of dirty.entries()) cleanId.set(id, scan.get(String(at))?.id ?? id);
  }
  return (tree) =>
    new Map([...pick(tree, paths)].map(([path, entry]) => [path, { ...entry, id: cleanId.get(entry.id) ?? entry.id }]));
}

function pick(tree: Tree, paths: readonly string[]): Map<string, TreeEntry> {
  const picked = new Map<string, TreeEntry>();
  for (const path of paths) {
    const entry = tree.get(path);
    if (entry !== undefined) picked.set(path, entry);
  }
  return picked;
}
