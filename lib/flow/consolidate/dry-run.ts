import { NO_MEMORY } from "../../core/consolidate/paths.ts";
import { type WorkspaceOutcome, workspaceOutcome } from "../../core/consolidate/workspace-outcome.ts";
import { compareTrees, recordable } from "../../core/tree/compare-trees.ts";
import type { Tree, TreeEntry } from "../../core/tree/tree.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import { closeWorkspace, hasMoved, openWorkspace, type Workspace } from "../../edge/git/baseline/workspace.ts";
import { scanTree } from "../../edge/git/tree/scan-tree.ts";
import { beginStaging, endPassingStaging, type Staging, stagingFolder } from "../../edge/root/staging.ts";
import { getJob } from "../../edge/state/jobs/read-jobs.ts";
import { foreignSummaries } from "../root/foreign-summaries.ts";
import type { RootOwnership } from "../root/ownership.ts";
import { patchOf } from "../root/workspace-diff-file.ts";
import type { World } from "../world.ts";
import { type ClaimOptions, peekConsolidation, type Skipped } from "./claim.ts";
import { type PreparedInputs, prepareInputs } from "./prepare-inputs.ts";
import { type ConsolidateReport, type ConsolidateStatus, consolidateReport, shownChanges } from "./report.ts";
import { type AgeRules, selectInputs, selectionFacts } from "./selection.ts";

/** What a consolidation would begin with. */
export interface Preview {
  readonly report: ConsolidateReport;
  /** Whether it would come to an agent. */
  readonly needsAgent: boolean;
  /** Why it would do nothing now. */
  readonly skipped: Skipped | undefined;
}

/** How a consolidation would be claimed, and what ages count from in it. */
export interface PreviewOptions extends ClaimOptions {
  readonly ages: AgeRules;
}

/** A consolidation that ends meanwhile takes away what is being compared; so often it is compared anew. */
const ATTEMPTS = 3;

/** What a consolidation that met no obstacle would report. */
const STATUS: Record<WorkspaceOutcome, ConsolidateStatus> = {
  agent: "succeeded",
  no_changes: "succeeded_no_workspace_changes",
  no_input: "succeeded_no_input",
};

/**
 * Shows the selection and the diff that a consolidation would make now, whether or not it would be skipped. Writes
 * nothing under the root and nothing that stays; takes no lock.
 */
export async function previewConsolidation(
  world: World,
  ownership: RootOwnership,
  options: PreviewOptions,
): Promise<Preview> {
  for (let attempt = 1; ; attempt += 1) {
    const preview = await previewOnce(world, ownership, options, attempt < ATTEMPTS ? "try_again" : "give_up");
    if (preview !== undefined) return preview;
  }
}

/** Undefined: a consolidation replaced the baseline while it was compared. */
async function previewOnce(
  world: World,
  ownership: RootOwnership,
  options: PreviewOptions,
  whenMoved: "try_again" | "give_up",
): Promise<Preview | undefined> {
  const { home } = world.paths;
  const skip = await peekConsolidation(world, ownership.inspection.path, options);
  // Of no root: whoever holds the lock of this one may be at work.
  const staging = beginStaging(home, `preview-${world.newId()}`, "");
  try {
    return await previewIn(world, ownership, { staging, skip, whenMoved, ages: options.ages });
  } finally {
    endPassingStaging(home, staging);
  }
}

interface Attempt {
  readonly staging: Staging;
  readonly skip: Skipped | undefined;
  readonly ages: AgeRules;
  readonly whenMoved: "try_again" | "give_up";
}

async function previewIn(
  world: World,
  { inspection, decision }: RootOwnership,
  { staging, skip, whenMoved, ages }: Attempt,
): Promise<Preview | undefined> {
  const job = await getJob(await world.state(), "memory_consolidate_global", "global");
  // The baseline of a folder that is not ours is none, whatever its `.git` holds.
  const root = decision.kind === "ours" ? inspection.path : staging.copy;
  const workspace = await openWorkspace({
    root,
    scratchIn: stagingFolder(world.paths.home),
    env: world.env,
    signal: world.signal,
  });
  try {
    const { files } = listFiles(inspection.path);
    const disk = await scanTree(workspace, inspection.path, files);
    const foreign = decision.kind === "refused" ? foreignSummaries(disk.keys()) : inspection.marker?.foreignSummaries;
    const place = { gitDir: workspace.gitDir, disk, foreign: foreign ?? [], spool: staging.scratch, ages };
    const prepared = await prepareInputs(world, await selectInputs(world, ages), place);
    const selected = prepared.selection.memories;
    const tree = recordable(await synced(workspace, disk, prepared, staging.scratch), NO_MEMORY);
    const changes = compareTrees(workspace.baseline, tree);
    const outcome = workspaceOutcome(selected.length, workspace.baseline.size, changes);
    const patch = await patchOf(workspace, workspace.baseline, tree, "patch");
    const report = consolidateReport(skip?.status ?? STATUS[outcome], {
      ...selectionFacts(selected, job?.inputWatermark ?? 0),
      changes: shownChanges(changes),
      retry_at: skip?.retryAt ?? null,
      held_back: prepared.selection.heldBack,
      dry_run: true,
      unified_diff: new TextDecoder("utf-8", { ignoreBOM: true }).decode(patch),
    });
    return { report, needsAgent: skip === undefined && outcome === "agent", skipped: skip };
  } catch (thrown) {
    if (whenMoved === "try_again" && hasMoved(workspace)) return undefined;
    throw thrown;
  } finally {
    closeWorkspace(workspace);
  }
}

/** The tree that a sync would make of a root. */
async function synced(
  workspace: Workspace,
  disk: Tree,
  { writes, plan }: PreparedInputs,
  spool: string,
): Promise<Tree> {
  const tree = new Map<string, TreeEntry>(disk);
  const wanted = new Set(writes.map(({ number }) => String(number)));
  const files = writes.length === 0 ? [] : listFiles(spool).files.filter(({ path }) => wanted.has(path));
  const written = await scanTree(workspace, spool, files, new Map());
  for (const { path, number } of writes) {
    const entry = written.get(String(number));
    if (entry !== undefined) tree.set(path, entry);
  }
  for (const path of plan.deletes) tree.delete(path);
  return tree;
}
