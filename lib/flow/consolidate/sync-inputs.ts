import { keepInputsRecord } from "../../edge/git/baseline/inputs-record.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { readMarker } from "../../edge/root/marker.ts";
import { putCopyInRoot, removeFromRoot } from "../../edge/root/put-in-root.ts";
import { endSpool, spoolPath } from "../../edge/root/spool.ts";
import { writeMarker } from "../../edge/root/write-marker.ts";
import type { WorkspaceInspection } from "../root/diff-workspace.ts";
import type { World } from "../world.ts";
import { type PreparedInputs, prepareInputs } from "./prepare-inputs.ts";
import type { AgeRules, SelectedInputs } from "./selection.ts";
import { step } from "./step.ts";

/** What a sync did. */
export interface SyncedInputs {
  /** What the run consumes: another selection than the one given, where memories were extracted anew meanwhile. */
  readonly selection: SelectedInputs;
  /** What the sync wrote or deleted. */
  readonly touched: readonly string[];
}

/** Where a run takes its inputs. */
export interface InputsRun {
  readonly workspace: Workspace;
  /** The root before the sync. */
  readonly before: WorkspaceInspection;
  /** A private folder, for what is rendered on the way. */
  readonly spool: string;
  readonly stop: AbortSignal;
  readonly ages: AgeRules;
}

/** Makes the inputs in the root equal to those of the selection. */
export async function syncInputs(
  world: World,
  { workspace, before, spool, stop, ages }: InputsRun,
  selection: SelectedInputs,
): Promise<SyncedInputs> {
  const marker = readMarker(workspace.root);
  const foreign = marker?.foreignSummaries ?? [];
  const prepared = await step("failed_load_stage1_outputs", stop, () =>
    prepareInputs(world, selection, { gitDir: workspace.gitDir, disk: before.disk, foreign, spool, ages }),
  );
  const touched = await step("failed_sync_workspace_inputs", stop, async () => {
    const paths = sync(workspace, prepared, spool);
    const { foreign: left } = prepared.plan;
    if (left.length !== foreign.length) {
      writeMarker(workspace.root, { db: marker?.db ?? "", foreignSummaries: left });
    }
    return paths;
  });
  return { selection: prepared.selection, touched };
}

/** Writes and deletes what was prepared, and remembers it. Returns what it touched. */
function sync({ root, gitDir }: Workspace, { plan, writes, record }: PreparedInputs, spool: string): string[] {
  for (const { path, number } of writes) putCopyInRoot(root, path, spoolPath(spool, number));
  for (const path of plan.deletes) removeFromRoot(root, path);
  if (record !== undefined) keepInputsRecord(gitDir, record);
  if (writes.length > 0) endSpool(spool);
  return [...writes.map(({ path }) => path), ...plan.deletes];
}
