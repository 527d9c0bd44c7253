import type { InputRow } from "../../core/consolidate/plan-inputs.ts";
import { completionWatermark } from "../../core/consolidate/watermark.ts";
import { keepInputsRecord } from "../../edge/git/baseline/inputs-record.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { readMarker } from "../../edge/root/marker.ts";
import { putCopyInRoot, removeFromRoot } from "../../edge/root/put-in-root.ts";
import { endSpool, spoolPath } from "../../edge/root/spool.ts";
import { writeMarker } from "../../edge/root/write-marker.ts";
import type { Phase2Claim } from "../../edge/state/jobs/claim-phase2.ts";
import type { Snapshot } from "../../edge/state/jobs/finish-phase2.ts";
import { diffWorkspace, type WorkspaceInspection } from "../root/diff-workspace.ts";
import type { World } from "../world.ts";
import { type PreparedInputs, prepareInputs } from "./prepare-inputs.ts";
import type { ReportDraft } from "./report.ts";
import { selectedRows, selectInputs } from "./selection.ts";
import { step } from "./step.ts";

/** What a run consumes, without its text: an agent may take long. */
export interface Inputs {
  /** The root before the sync. */
  readonly before: WorkspaceInspection;
  /** What the sync wrote or deleted. */
  readonly touched: readonly string[];
  readonly snapshots: readonly Snapshot[];
}

/** Where a run takes its inputs. */
export interface InputsRun {
  readonly workspace: Workspace;
  /** A private folder, for what is rendered on the way. */
  readonly spool: string;
  readonly claim: Phase2Claim;
  readonly stop: AbortSignal;
}

/** Selects the inputs of a run and makes those in the root equal to them. */
export async function syncInputs(
  world: World,
  { workspace, spool, claim, stop }: InputsRun,
  found: ReportDraft,
): Promise<Inputs> {
  const marker = readMarker(workspace.root);
  const foreign = marker?.foreignSummaries ?? [];
  const tell = (rows: readonly InputRow[]) => {
    found.selected = selectedRows(rows);
    found.watermark = completionWatermark(claim.inputWatermark, rows);
  };
  const selected = await step("failed_load_stage1_outputs", stop, () => selectInputs(world));
  tell(selected.memories);
  const before = await step("failed_workspace_status", stop, () => diffWorkspace(workspace));
  const prepared = await step("failed_load_stage1_outputs", stop, () =>
    prepareInputs(world, selected, { gitDir: workspace.gitDir, disk: before.disk, foreign, spool }),
  );
  if (prepared.selection !== selected) tell(prepared.selection.memories);
  const touched = await step("failed_sync_workspace_inputs", stop, async () => {
    const paths = sync(workspace, prepared, spool);
    const { foreign: left } = prepared.plan;
    if (left.length !== foreign.length) {
      writeMarker(workspace.root, { db: marker?.db ?? "", foreignSummaries: left });
    }
    return paths;
  });
  const snapshots = prepared.selection.memories.map(({ threadId, sourceUpdatedAt }) => ({ threadId, sourceUpdatedAt }));
  return { before, touched, snapshots };
}

/** Writes and deletes what was prepared, and remembers it. Returns what it touched. */
function sync({ root, gitDir }: Workspace, { plan, writes, record }: PreparedInputs, spool: string): string[] {
  for (const { path, number } of writes) putCopyInRoot(root, path, spoolPath(spool, number));
  for (const path of plan.deletes) removeFromRoot(root, path);
  if (record !== undefined) keepInputsRecord(gitDir, record);
  if (writes.length > 0) endSpool(spool);
  return [...writes.map(({ path }) => path), ...plan.deletes];
}
