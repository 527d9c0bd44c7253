import { type ChunkRedactor, chunkRedactor } from "../../../core/redact/stream/chunk-redactor.ts";
import { fileState, isInPatches, type RunFile } from "../../../core/runs/run-record.ts";
import { comparePaths } from "../../../core/tree/path-bytes.ts";
import type { Tree, TreeEntry } from "../../../core/tree/tree.ts";
import { listFiles } from "../../../edge/fs/list-files.ts";
import type { Workspace } from "../../../edge/git/baseline/workspace.ts";
import { diffTrees } from "../../../edge/git/patch/diff-trees.ts";
import { streamBlobs } from "../../../edge/git/tree/read-blobs.ts";
import { scanTree } from "../../../edge/git/tree/scan-tree.ts";
import { freeGrownMemory } from "../../../edge/process/free-memory.ts";
import { appendToSpool, beginSpool } from "../../../edge/root/spool.ts";
import type { Patches } from "../../../edge/runs/run-store.ts";

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
  const dirty = await withSecrets(workspace, ids);
  if (dirty.length > 0) await putClean(workspace, dirty, scratch);
  const cleanId = new Map<string, string>();
  if (dirty.length > 0) {
    const scan = await scanTree(workspace, scratch, listFiles(scratch).files, new Map());
    for (const [at, id] of dirty.entries()) cleanId.set(id, scan.get(String(at))?.id ?? id);
  }
  return (tree) =>
    new Map([...pick(tree, paths)].map(([path, entry]) => [path, { ...entry, id: cleanId.get(entry.id) ?? entry.id }]));
}

/** Which contents hold secrets; of none more than a block is in memory. */
async function withSecrets(workspace: Workspace, ids: readonly string[]): Promise<string[]> {
  const dirty: string[] = [];
  for await (const { id, hasFound } of redacted(workspace, ids)) if (hasFound) dirty.push(id);
  return dirty;
}

/** Puts contents without their secrets into a fresh folder, under the numbers of their places in `ids`. */
async function putClean(workspace: Workspace, ids: readonly string[], folder: string): Promise<void> {
  beginSpool(folder);
  let at = 0;
  for await (const { bytes, isLast } of redacted(workspace, ids)) {
    appendToSpool(folder, at, bytes);
    if (isLast) at += 1;
  }
}

/** Contents without their secrets, piece by piece; `hasFound` is told with the last piece. */
async function* redacted(workspace: Workspace, ids: readonly string[]) {
  let redactor: ChunkRedactor | undefined;
  for await (const { id, bytes, left } of streamBlobs(workspace, ids)) {
    redactor ??= chunkRedactor(workspace.contents.kindOf(id) ?? "binary");
    yield { id, bytes: redactor.push(bytes), isLast: false, hasFound: false };
    freeGrownMemory();
    if (left > 0) continue;
    yield { id, bytes: redactor.end(), isLast: true, hasFound: redactor.hasFound() };
    redactor = undefined;
  }
}

function pick(tree: Tree, paths: readonly string[]): Map<string, TreeEntry> {
  const picked = new Map<string, TreeEntry>();
  for (const path of paths) {
    const entry = tree.get(path);
    if (entry !== undefined) picked.set(path, entry);
  }
  return picked;
}
