import { WORKSPACE_DIFF_FILE } from "../../core/consolidate/paths.ts";
import type { Scan } from "../../core/diff/scan.ts";
import { baselineAfter, type Journal } from "../../core/root/journal.ts";
import { comparePaths } from "../../core/tree/path-bytes.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import { replaceBaseline } from "../../edge/git/baseline/replace-baseline.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { scanTree } from "../../edge/git/tree/scan-tree.ts";
import { removeJournal } from "../../edge/root/journal-file.ts";
import { removeFromRoot } from "../../edge/root/put-in-root.ts";
import { endMoves, makeMove } from "../../edge/root/staged-writes.ts";
import { enterRun } from "../../edge/runs/run-store.ts";

/** What became of a journal. */
export interface AppliedJournal {
  /** Places that somebody changed meanwhile, left as they are; in path order. */
  readonly conflicts: readonly string[];
}

/**
 * Does what a journal says, from its first move to its last trace. Every step may be done again: a run that was
 * cut off anywhere in it is finished by calling this once more. The caller holds the root's lock; `signal` aborts
 * when it is lost. What the caller has `seen` of the root is not read again.
 */
export async function applyJournal(
  home: string,
  workspace: Workspace,
  journal: Journal,
  signal: AbortSignal,
  seen: Scan = workspace.memo,
): Promise<AppliedJournal> {
  const { root } = workspace;
  // 1. Move each file whose place still is as it was copied.
  const conflicts = new Set<string>();
  for (const [at, move] of journal.moves.entries()) {
    signal.throwIfAborted();
    if (makeMove(root, at, move) === "conflict") conflicts.add(move.path);
  }
  removeFromRoot(root, WORKSPACE_DIFF_FILE);
  // 2. The baseline is what was copied plus what was applied, not what lies on disk.
  signal.throwIfAborted();
  const baseline = baselineAfter(journal, conflicts);
  const disk = await scanTree(workspace, root, listFiles(root).files, seen);
  await replaceBaseline(workspace, { tree: baseline, now: journal.now, disk });
  // 3. Enter the run; then nothing is left to do.
  enterRun(home, journal.run, conflicts);
  await removeJournal(root);
  await endMoves(root);
  return { conflicts: [...conflicts].toSorted(comparePaths) };
}
