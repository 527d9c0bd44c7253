import { WORKSPACE_DIFF_FILE } from "../core/consolidate/paths.ts";
import type { Tree } from "../core/consolidate/tree.ts";
import { compareTrees, recordable } from "../core/diff/compare-trees.ts";
import type { Scan } from "../core/diff/scan.ts";
import { listFiles } from "../edge/folder/list-files.ts";
import { scanTree } from "../edge/git/scan-tree.ts";
import type { Workspace } from "../edge/git/workspace.ts";
import { copyTree } from "../edge/root/copy-tree.ts";
import { putInRoot } from "../edge/root/put-in-root.ts";
import { rewriteInCopy } from "../edge/root/rewrite-in-copy.ts";
import { NO_MEMORY } from "./consolidate-inputs.ts";
import { workspaceDiffFile } from "./workspace-diff-file.ts";

/** The private copy of a root. */
export interface Copied {
  /** Everything in it, the diff file included. */
  readonly all: Scan;
  /** What of it a baseline would record. */
  readonly tree: Tree;
}

/**
 * Copies the root for an agent. `shown` is the tree that the diff file shows: should somebody have changed the root
 * since, the diff file is written anew, so that what the agent consolidates is what it was shown.
 */
export async function copyForAgent(workspace: Workspace, copy: string, shown: Tree): Promise<Copied> {
  const { root } = workspace;
  await copyTree(root, copy, listFiles(root).files);
  const all = await scanTree(workspace, copy, listFiles(copy).files, new Map());
  const tree = recordable(all, NO_MEMORY);
  if (compareTrees(shown, tree).length === 0 && all.has(WORKSPACE_DIFF_FILE)) return { all, tree };
  const bytes = await workspaceDiffFile(workspace, tree);
  putInRoot(root, WORKSPACE_DIFF_FILE, bytes);
  rewriteInCopy(copy, WORKSPACE_DIFF_FILE, bytes);
  return { all: await scanTree(workspace, copy, listFiles(copy).files, all), tree };
}
