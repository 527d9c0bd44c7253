import { NO_MEMORY } from "../../core/consolidate/paths.ts";
import { isFromSessions } from "../../core/consolidate/persons-files.ts";
import { compareTrees, type FileChange, recordable } from "../../core/tree/compare-trees.ts";
import type { ListedFile } from "../../core/tree/listed-file.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import { closeWorkspace, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { scanTree } from "../../edge/git/tree/scan-tree.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import type { World } from "../world.ts";

/** What lies in a root beside what is generated from sessions. */
export interface BesideSessions {
  readonly files: readonly ListedFile[];
  /** How it differs from the baseline. */
  readonly changes: readonly FileChange[];
}

/**
 * What persons, agents and extensions have in a root of ours, and how it differs from its baseline now. The generated
 * files, which are thousands, are not looked at. Takes no lock, writes nothing into the root.
 */
export async function changesBesideSessions(world: World, root: string): Promise<BesideSessions> {
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    const { files } = listFiles(root, isFromSessions);
    const disk = await scanTree(workspace, root, files);
    const baseline = new Map([...workspace.baseline].filter(([path]) => !isFromSessions(path)));
    return { files, changes: compareTrees(baseline, recordable(disk, NO_MEMORY)) };
  } finally {
    closeWorkspace(workspace);
  }
}
