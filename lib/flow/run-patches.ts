import type { Tree, TreeEntry } from "../core/consolidate/tree.ts";
import { comparePaths } from "../core/diff/path-bytes.ts";
import { redactBytes } from "../core/redact/redact-bytes.ts";
import { fileState, type RunFile } from "../core/runs/run-record.ts";
import { listFiles } from "../edge/folder/list-files.ts";
import { scanTree } from "../edge/git/scan-tree.ts";
import type { Workspace } from "../edge/git/workspace.ts";
import { putNumbered } from "../edge/root/put-numbered.ts";
import type { Patches } from "../edge/runs/run-store.ts";
import { readContents } from "./read-contents.ts";
import { patchOf } from "./workspace-diff-file.ts";

const NOTHING = new Uint8Array();
/** The patches of a run that changed nothing, or whose text is not to be kept. */
export const NO_PATCHES: Patches = { forward: NOTHING, reverse: NOTHING, pending: NOTHING };

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
 * they hold. `scratch` is a private folder that this makes.
 */
export async function runPatches(
  workspace: Workspace,
  trees: RunTrees,
  files: readonly RunFile[],
  scratch: string,
): Promise<Patches> {
  const paths = files.map(({ path }) => path);
  const clean = await redactTrees(workspace, [trees.before, trees.after, trees.baselineBefore], paths, scratch);
  const [before, after, baseline] = [clean(trees.before), clean(trees.after), clean(trees.baselineBefore)];
  // A file that the baseline did not have needs no patch to be taken out of it again.
  const known = new Map([...before].filter(([path]) => baseline.has(path)));
  return {
    forward: await patchOf(workspace, before, after, "patch"),
    reverse: await patchOf(workspace, after, before, "patch"),
    pending: await patchOf(workspace, known, baseline, "patch"),
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
  const cleanId = new Map<string, string>();
  const dirty: { readonly id: string; readonly bytes: Uint8Array }[] = [];
  for (const tree of trees.map((each) => pick(each, paths))) {
    const files = [...tree].filter(([, { kind, id }]) => kind === "file" && !cleanId.has(id)).map(([path]) => path);
    for (const [path, bytes] of await readContents(workspace, tree, files)) {
      const id = tree.get(path)?.id ?? "";
      if (cleanId.has(id)) continue;
      cleanId.set(id, id);
      const redacted = redactBytes(bytes);
      if (!redacted.equals(bytes)) dirty.push({ id, bytes: redacted });
    }
  }
  if (dirty.length > 0) {
    putNumbered(
      scratch,
      dirty.map(({ bytes }) => bytes),
    );
    const scan = await scanTree(workspace, scratch, listFiles(scratch).files, new Map());
    for (const [at, { id }] of dirty.entries()) cleanId.set(id, scan.get(String(at))?.id ?? id);
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
