import { completionWatermark } from "../core/consolidate/watermark.ts";
import type { Workspace } from "../edge/git/workspace.ts";
import { readMarker } from "../edge/root/marker.ts";
import type { Phase2Claim } from "../edge/state/claim-phase2.ts";
import type { Snapshot } from "../edge/state/finish-phase2.ts";
import { planRootInputs, selectedRows, selectInputs, syncInputs } from "./consolidate-inputs.ts";
import type { Findings } from "./consolidate-report.ts";
import { step } from "./consolidate-step.ts";
import { lookAtWorkspace, type WorkspaceLook } from "./look-at-workspace.ts";
import type { World } from "./world.ts";

/** What a run consumes, without its text: an agent may take long. */
export interface Inputs {
  /** The root before the sync. */
  readonly before: WorkspaceLook;
  /** What the sync wrote or deleted. */
  readonly touched: readonly string[];
  readonly snapshots: readonly Snapshot[];
}

/** Selects the inputs of a run and makes those in the root equal to them. */
export async function takeInputs(
  world: World,
  claim: Phase2Claim,
  workspace: Workspace,
  stop: AbortSignal,
  found: Findings,
): Promise<Inputs> {
  const selected = await step("failed_load_stage1_outputs", stop, () => selectInputs(world));
  found.selected = selectedRows(selected);
  found.watermark = completionWatermark(claim.inputWatermark, selected);
  const before = await step("failed_workspace_status", stop, () => lookAtWorkspace(workspace));
  const touched = await step("failed_sync_workspace_inputs", stop, async () => {
    const marker = await readMarker(workspace.root);
    const foreign = marker?.foreignSummaries ?? [];
    const plan = planRootInputs(world, selected, before.disk, foreign);
    syncInputs(workspace.root, plan, marker?.db ?? "", foreign);
    return [...plan.writes.map(({ path }) => path), ...plan.deletes];
  });
  const snapshots = selected.map(({ threadId, sourceUpdatedAt }) => ({ threadId, sourceUpdatedAt }));
  return { before, touched, snapshots };
}
