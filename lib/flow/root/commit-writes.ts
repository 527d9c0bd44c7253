import type { Scan } from "../../core/diff/scan.ts";
import { type Journal, type StagedWrite, treeRows } from "../../core/root/journal.ts";
import type { RunRecord } from "../../core/runs/run-record.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { storeTree } from "../../edge/git/baseline/replace-baseline.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { writeJournal } from "../../edge/root/journal-file.ts";
import { beginMoves, prepareMove, syncMoves } from "../../edge/root/staged-writes.ts";
import { draftRun, type Patches } from "../../edge/runs/run-store.ts";
import { type AppliedJournal, applyJournal } from "./apply-journal.ts";
import { readContents } from "./read-contents.ts";

/** What a run wants the root and its baseline to become. */
export interface CommitPlan {
  /** In the order in which they are made. */
  readonly moves: readonly StagedWrite[];
  readonly baseline: Tree;
  /** The root as it was seen last, if it was. */
  readonly seen?: Scan;
  readonly record: Omit<RunRecord, "sequence">;
  readonly patches: Patches;
}

/**
 * Brings a run's work into the root, so that it arrives whole whatever happens: everything it needs is stored
 * beside the root first, then what is intended is written down, then it is done. Contents must have been scanned.
 * The caller holds the root's lock; `lost` aborts when it no longer does.
 */
export async function commitWrites(
  home: string,
  workspace: Workspace,
  plan: CommitPlan,
  now: number,
  lost: AbortSignal,
): Promise<AppliedJournal> {
  const { root } = workspace;
  await draftRun(home, plan.record, plan.patches);
  // Objects that nothing names yet: a repair after a crash finds all contents in the root's own store.
  await storeTree(workspace, new Map([...plan.baseline, ...formerEntries(plan.moves)]));
  await beginMoves(root);
  const next = new Map(plan.moves.flatMap(({ path, next }) => (next === null ? [] : [[path, next] as const])));
  const contents = await readContents(workspace, next, next.keys());
  for (const [at, { path, next: entry }] of plan.moves.entries()) {
    const bytes = contents.get(path);
    if (entry !== null && bytes !== undefined) await prepareMove(root, at, bytes, entry);
  }
  await syncMoves(root);
  lost.throwIfAborted();
  const journal: Journal = {
    version: 1,
    run: plan.record.run,
    now,
    moves: [...plan.moves],
    baseline: treeRows(plan.baseline),
  };
  writeJournal(root, journal);
  return applyJournal(home, workspace, journal, lost, plan.seen);
}

/** What the moved files were, under names that no file has: should a move collide, the baseline keeps them. */
function formerEntries(moves: readonly StagedWrite[]) {
  return moves.flatMap(({ was }, at) => (was === null ? [] : [[`.git-former-${at}`, was] as const]));
}
