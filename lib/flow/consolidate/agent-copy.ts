import { NO_MEMORY, WORKSPACE_DIFF_FILE } from "../../core/consolidate/paths.ts";
import type { Scan, ScannedFile } from "../../core/diff/scan.ts";
import { compareTrees, recordable } from "../../core/tree/compare-trees.ts";
import { type ListedFile, sameStamp } from "../../core/tree/listed-file.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { scanTree } from "../../edge/git/tree/scan-tree.ts";
import { copyTree } from "../../edge/root/copy-tree.ts";
import { putInRoot } from "../../edge/root/put-in-root.ts";
import { rewriteInCopy } from "../../edge/root/rewrite-in-copy.ts";
import type { WorkspaceInspection } from "../root/diff-workspace.ts";
import { workspaceDiffFile } from "../root/workspace-diff-file.ts";

/** The private copy of a root. */
export interface AgentCopy {
  /** Everything in it, the diff file included. */
  readonly all: Scan;
  /** What of it a baseline would record. */
  readonly tree: Tree;
}

/**
 * Copies the root for an agent. `shown` is the root as the diff file shows it: should somebody have changed it
 * since, the diff file is written anew, so that what the agent consolidates is what it was shown.
 */
export async function copyForAgent(workspace: Workspace, copy: string, shown: WorkspaceInspection): Promise<AgentCopy> {
  const { root } = workspace;
  await copyTree(root, copy, listFiles(root).files);
  const memo = unchangedSince(shown.disk, listFiles(root).files, listFiles(copy).files);
  const all = await scanTree(workspace, copy, listFiles(copy).files, memo);
  const tree = recordable(all, NO_MEMORY);
  if (compareTrees(shown.tree, tree).length === 0 && all.has(WORKSPACE_DIFF_FILE)) return { all, tree };
  const bytes = await workspaceDiffFile(workspace, tree);
  putInRoot(root, WORKSPACE_DIFF_FILE, bytes);
  rewriteInCopy(copy, WORKSPACE_DIFF_FILE, bytes);
  return { all: await scanTree(workspace, copy, listFiles(copy).files, all), tree };
}

/**
 * What need not be read again in the copy: files that have the stamp in the root, after the copying, that they had
 * when they were scanned were not written to meanwhile, and the copy of such a file holds what was scanned.
 */
function unchangedSince(scanned: Scan, root: readonly ListedFile[], copy: readonly ListedFile[]): Scan {
  const stamps = new Map(copy.map(({ path, stamp }) => [path, stamp]));
  const memo = new Map<string, ScannedFile>();
  for (const { path, stamp } of root) {
    const entry = scanned.get(path);
    const copied = stamps.get(path);
    if (entry?.stamp === undefined || copied === undefined || !sameStamp(entry.stamp, stamp)) continue;
    if (copied.size === stamp.size) memo.set(path, { ...entry, stamp: copied });
  }
  return memo;
}
