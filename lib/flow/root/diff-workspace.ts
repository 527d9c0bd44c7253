import { NO_MEMORY } from "../../core/consolidate/paths.ts";
import type { Scan } from "../../core/diff/scan.ts";
import { compareTrees, type FileChange, recordable } from "../../core/tree/compare-trees.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { beginScan } from "../../edge/git/tree/scan-tree.ts";

/** A root compared with its baseline. */
export interface WorkspaceInspection {
  /** Everything that lies in the root. */
  readonly disk: Scan;
  /** What of it a baseline would record: the generated diff file is no memory. */
  readonly tree: Tree;
  readonly changes: readonly FileChange[];
}

/** Compares a root with its baseline; writes nothing into it. What an earlier look has `seen` is not read again. */
export async function diffWorkspace(workspace: Workspace, seen: Scan = workspace.memo): Promise<WorkspaceInspection> {
  const scan = beginScan(workspace, workspace.root, seen);
  const { files } = listFiles(workspace.root, scan.take);
  const disk = await scan.finish(files);
  const tree = recordable(disk, NO_MEMORY);
  return { disk, tree, changes: compareTrees(workspace.baseline, tree) };
}
