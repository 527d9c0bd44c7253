import { MemoriesError } from "../../../core/errors.ts";
import { changedFiles, isInPatches, type RunRecord, undoneBy } from "../../../core/runs/run-record.ts";
import { filesAfter, planUndo, type UndoPlan, undoConflicts, withRestored } from "../../../core/runs/undo-plan.ts";
import { fileTime, rfc3339 } from "../../../core/text/time.ts";
import { compareTrees, plainChange } from "../../../core/tree/compare-trees.ts";
import { plainPath, quotePath } from "../../../core/tree/path-bytes.ts";
import { type ChangeStatus, NO_USAGE } from "../../../core/types.ts";
import { closeWorkspace, openWorkspace, type Workspace } from "../../../edge/git/baseline/workspace.ts";
import { applyPatch } from "../../../edge/git/patch/apply-patch.ts";
import { readJournal } from "../../../edge/root/journal-file.ts";
import { beginStaging, endStaging, type Staging, stagingFolder } from "../../../edge/root/staging.ts";
import { listRuns, readPatch } from "../../../edge/runs/run-store.ts";
import { liftCooldown } from "../../../edge/state/jobs/lift-cooldown.ts";
import { checkClock } from "../../../edge/state/open/clock.ts";
import type { World } from "../../world.ts";
import { commitWrites } from "../commit-writes.ts";
import { diffWorkspace, type WorkspaceInspection } from "../diff-workspace.ts";
import { checkRootOwnership } from "../ownership.ts";
import { prepareWorkspace } from "../prepare.ts";
import { rootRefused } from "../root-refused.ts";
import { rootIsHeld, withRootLock } from "../with-root-lock.ts";
import { findRun } from "./find-run.ts";
import { redactTrees, runFiles, runPatches } from "./run-patches.ts";

/** What an undo did, or would do. */
export interface UndoReport {
  readonly command: "undo";
  readonly status: "succeeded" | "nothing_to_do";
  readonly dry_run: boolean;
  /** The run taken back; null when there is none to take back. */
  readonly run: string | null;
  /** The undo's own entry, by which it can be taken back in turn. */
  readonly undo: string | null;
  readonly changes: readonly { readonly status: ChangeStatus; readonly path: string }[];
  /** Files that somebody changed while they were restored: left as they are. */
  readonly conflicts: readonly string[];
  /** Files of which only the text without its secrets was left. */
  readonly redacted: readonly string[];
}

/**
 * Takes a run back: root and baseline become what they were before it, where nothing has changed since. Without a
 * name it is the newest consolidation that still stands. Throws `unknown_run`, `root_refused`, `busy`, and
 * `undo_conflict` naming the files that changed since; then nothing was changed.
 */
export async function undo(
  world: World,
  options: { readonly run: string | undefined; readonly mode: "apply" | "dry_run" },
): Promise<UndoReport> {
  const ownership = await checkRootOwnership(world);
  const root = ownership.inspection.path;
  if (ownership.decision.kind === "refused") throw rootRefused(ownership);
  if (ownership.decision.kind === "free") {
    if (options.run !== undefined) findRun(listRuns(world.paths.home), root, options.run);
    return nothingToDo(world, options.mode, undefined, "there is no run to take back");
  }
  if (options.mode === "dry_run") return dryRun(world, root, options.run);
  await checkClock(await world.state());
  const done = await withRootLock(world, root, (lost) => undoHeld(world, root, options.run, lost));
  if (done.kind === "held") throw rootIsHeld(root, done);
  return done.value;
}

/** The run to take back, or why there is nothing to do. Throws when it can no longer be taken back. */
async function chooseRun(
  world: World,
  root: string,
  named: string | undefined,
  mode: "apply" | "dry_run",
): Promise<RunRecord | UndoReport> {
  const records = listRuns(world.paths.home);
  const record = findRun(records, root, named);
  if (record === undefined) return nothingToDo(world, mode, undefined, "there is no run to take back");
  const { run } = record;
  const undone = undoneBy(run, records);
  if (undone !== undefined) return nothingToDo(world, mode, run, `${run} was taken back already, by ${undone.run}`);
  if (record.files.length === 0) return nothingToDo(world, mode, run, `${run} changed nothing`);
  if (record.patches === "kept") return record;
  throw new MemoriesError("undo_conflict", `${run} cannot be taken back: a session of it was forgotten since`, {
    hint: "memories log lists the runs that can",
  });
}

function nothingToDo(world: World, mode: "apply" | "dry_run", run: string | undefined, why: string): UndoReport {
  world.log.info(why);
  return { ...NOTHING, dry_run: mode === "dry_run", run: run ?? null };
}

const NOTHING: UndoReport = {
  command: "undo",
  status: "nothing_to_do",
  dry_run: false,
  run: null,
  undo: null,
  changes: [],
  conflicts: [],
  redacted: [],
};

async function dryRun(world: World, root: string, named: string | undefined): Promise<UndoReport> {
  const record = await chooseRun(world, root, named, "dry_run");
  if (!("sequence" in record)) return record;
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    refuseConflicts(record, await diffWorkspace(workspace), workspace);
  } finally {
    closeWorkspace(workspace);
  }
  const changes = changedFiles(record).map(({ path, before, after }) => ({
    status: before === null ? ("D" as const) : after === null ? ("A" as const) : ("M" as const),
    path: plainPath(path),
  }));
  return { ...NOTHING, status: "succeeded", dry_run: true, run: record.run, changes };
}

async function undoHeld(world: World, root: string, named: string | undefined, lost: AbortSignal): Promise<UndoReport> {
  const { home } = world.paths;
  // 1. Finish what a crashed run left, which may be this very undo. 2. Which run?
  const workspace = await prepareWorkspace(world, root, "refuse", lost);
  const staging = beginStaging(home, `${fileTime(world.now)}-${world.newId().slice(0, 8)}`, root);
  try {
    const record = await chooseRun(world, root, named, "apply");
    if (!("sequence" in record)) return record;
    // 3. Nothing of the run may have changed since.
    const inspection = await diffWorkspace(workspace);
    refuseConflicts(record, inspection, workspace);
    // 4. What was there before.
    const plan = await planWayBack(world, workspace, record, inspection, staging);
    if (plan.lost.length > 0) throw conflict(record, plan.lost, "can no longer be restored");
    const after = withRestored(inspection.tree, plan.files, "root");
    const baseline = withRestored(workspace.baseline, plan.files, "baseline");
    const changes = compareTrees(inspection.tree, after).map(plainChange);
    // 5. Bring it in, as any run is brought in.
    const trees = { before: inspection.tree, after, baselineBefore: workspace.baseline, baselineAfter: baseline };
    const files = runFiles(trees);
    const patches = await runPatches(workspace, trees, files, `${staging.scratch}/patches`);
    const entry = {
      run: staging.run,
      command: "undo" as const,
      status: "succeeded",
      time: rfc3339(world.now),
      root,
      selected: record.selected,
      changes,
      conflicts: [],
      watermark: null,
      usage: NO_USAGE,
      undoes: record.run,
      files,
      patches: "kept" as const,
    };
    const moves = changes
      .toSorted((a, b) => Number(b.status === "D") - Number(a.status === "D"))
      .map(({ path }) => ({ path, was: inspection.tree.get(path) ?? null, next: after.get(path) ?? null }));
    const { conflicts } = await commitWrites(
      home,
      workspace,
      { moves, baseline, record: entry, patches },
      world.now,
      lost,
    );
    await liftCooldown(await world.state());
    const shown = {
      changes: changes.map(({ status, path }) => ({ status, path: plainPath(path) })),
      conflicts: conflicts.map(plainPath),
      redacted: plan.redacted.map(plainPath),
    };
    return { ...NOTHING, ...shown, status: "succeeded", run: record.run, undo: staging.run };
  } finally {
    closeWorkspace(workspace);
    if (readJournal(root) === undefined) endStaging(home, staging.run);
  }
}

/** Runs the record's patches backwards on what is there, without its secrets: they were made so. */
async function planWayBack(
  world: World,
  workspace: Workspace,
  record: RunRecord,
  { tree }: WorkspaceInspection,
  staging: Staging,
): Promise<UndoPlan> {
  const { home } = world.paths;
  const after = filesAfter(record, tree, workspace.baseline);
  const paths = record.files.filter(isInPatches).map(({ path }) => path);
  const clean = await redactTrees(workspace, [after], paths, `${staging.scratch}/after`);
  const reverse = (await readPatch(home, record.run, "reverse")) ?? new Uint8Array();
  const pending = (await readPatch(home, record.run, "pending")) ?? new Uint8Array();
  const root = await applyPatch(workspace, clean(after), reverse);
  const baseline = await applyPatch(workspace, root, pending);
  return planUndo(record, [after, workspace.baseline, tree], { root, baseline });
}

function refuseConflicts(record: RunRecord, { tree }: WorkspaceInspection, workspace: Workspace): void {
  const conflicts = undoConflicts(record, tree, workspace.baseline);
  if (conflicts.length > 0) throw conflict(record, conflicts, "changed since");
}

function conflict(record: RunRecord, paths: readonly string[], what: string): MemoriesError {
  const shown = paths.map(quotePath).join(", ");
  return new MemoriesError("undo_conflict", `${record.run} cannot be taken back: ${what}: ${shown}`, {
    hint: "take back later runs first (memories log), or put these files back as the run left them",
  });
}
