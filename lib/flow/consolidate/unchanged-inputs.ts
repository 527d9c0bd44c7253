import { expiredResources } from "../../core/consolidate/plan-inputs.ts";
import { selectionCutoff } from "../../core/consolidate/select.ts";
import { isSameSelection, type SettledInputs } from "../../core/consolidate/settled-inputs.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { keepSettledInputs, readSettledInputs } from "../../edge/state/memory/settled-inputs.ts";
import type { WorkspaceInspection } from "../root/diff-workspace.ts";
import type { World } from "../world.ts";
import type { SelectedInputs } from "./selection.ts";

/** A root as far as it decides whether a sync has anything to do. */
export interface SettledPlace {
  readonly workspace: Pick<Workspace, "commit">;
  /** Summaries found at the adoption. */
  readonly foreign: readonly string[];
}

/** The record of a run that had this selection and nothing to sync; undefined when there is none. */
export async function settledSelection(
  world: World,
  { workspace, foreign }: SettledPlace,
): Promise<SettledInputs | undefined> {
  const settled = await readSettledInputs(await world.state());
  if (settled === undefined || settled.commit !== workspace.commit) return undefined;
  const { limit, cutoff } = rulesOf(world);
  if (!isSameSelection(settled, limit, cutoff)) return undefined;
  return sameNames(settled.foreign, foreign) ? settled : undefined;
}

/** Whether a root holds just its baseline, and nothing in it that has grown too old. */
export function isStill({ settings, now }: World, { disk, tree, changes }: WorkspaceInspection): boolean {
  if (changes.length > 0 || disk !== tree) return false;
  return expiredResources(disk, { extensionRetentionDays: settings.extensionRetentionDays, now }).length === 0;
}

/** Remembers that a sync of the selection had nothing to do in a root that is still. */
export async function keepSettled(
  world: World,
  { workspace, foreign }: SettledPlace,
  selection: SelectedInputs,
): Promise<void> {
  const { selectionRevision: revision, oldestTouch: until, memories: rows } = selection;
  const { commit } = workspace;
  if (revision === undefined || until === undefined || commit === undefined) return;
  const { limit, cutoff: from } = rulesOf(world);
  await keepSettledInputs(await world.state(), { revision, limit, from, until, commit, foreign, rows });
}

function rulesOf({ settings, now }: World): { readonly limit: number; readonly cutoff: number } {
  return { limit: settings.maxRawMemoriesForConsolidation, cutoff: selectionCutoff(settings, now) };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}
