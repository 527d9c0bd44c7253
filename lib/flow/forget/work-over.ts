import { estimateConsolidation } from "../../core/cost/estimate.ts";
import { renderMoney, renderTokens } from "../../core/cost/money.ts";
import { isOwnForm, isReadOffline } from "../../core/offline/consolidate/consolidate-offline.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { closeWorkspace, openWorkspace, type Workspace } from "../../edge/git/baseline/workspace.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import { liftCooldown } from "../../edge/state/jobs/lift-cooldown.ts";
import { listMemories } from "../../edge/state/memory/selection.ts";
import { chooseConsolidator, consolidate } from "../consolidate/consolidate.ts";
import { makerOf } from "../cost/maker-of.ts";
import { diffWorkspace } from "../root/diff-workspace.ts";
import { readContents } from "../root/read-contents.ts";
import type { World } from "../world.ts";

/** What takes forgotten words out of files that rules cannot work over: the command, and what it would come to. */
export interface Rework {
  readonly kind: "of_a_model";
  readonly command: string;
  readonly model: string;
  /** Lowest and highest. */
  readonly tokens: readonly [number, number];
  /** Dollars; null without a known price. */
  readonly cost: readonly [number, number] | null;
}

/** `failed`: the files are in the form of rules, and the consolidation came to nothing. */
export type WorkedOver =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string; readonly command: string }
  | Rework;

/** Has rules take forgotten words out of what was made of them, where the files are in the form that rules write. */
export async function workOver(world: World, root: string): Promise<WorkedOver> {
  if ((await withWorkspace(world, root, formOf)) === "of_a_model") return reworkByModel(world);
  world.log.info("the handbook and the summary are worked over by rules");
  const { status, error } = await consolidate(world, { agent: "offline", mode: "force" });
  if (status === "succeeded" || status === "succeeded_no_workspace_changes" || status === "succeeded_no_input") {
    // It was the forgetting's, and puts off no consolidation that is due.
    await liftCooldown(await world.state());
    return { kind: "done" };
  }
  return { kind: "failed", reason: error ?? status, command: "memories consolidate --offline" };
}

/** `memories consolidate has gpt-6.1-terra take the words out (~60k–200k tokens, ≈ $0.20–$0.70)`. */
export function describeRework({ command, model, tokens: [low, high], cost }: Rework): string {
  const money = cost === null ? "" : `, ≈ ${renderMoney(cost[0])}–${renderMoney(cost[1])}`;
  return `${command} has ${model} take the words out (~${renderTokens(low)}–${renderTokens(high)} tokens${money})`;
}

async function reworkByModel(world: World): Promise<Rework> {
  const maker = makerOf(world, chooseConsolidator(world, {}));
  const memories = await listMemories(await world.state());
  const { tokens, cost } = estimateConsolidation(Math.max(1, memories.length), maker.price);
  const { model } = maker;
  return { kind: "of_a_model", command: "memories consolidate", model, tokens, cost: cost ?? null };
}

async function formOf(workspace: Workspace): Promise<"of_rules" | "of_a_model"> {
  const { tree } = await diffWorkspace(workspace);
  const wanted = (of: Tree) =>
    [...of].filter(([path, { kind }]) => kind === "file" && isReadOffline(path)).map(([path]) => path);
  const current = await readContents(workspace, tree, wanted(tree));
  const baseline = await readContents(workspace, workspace.baseline, wanted(workspace.baseline));
  return isOwnForm({ baseline, current }) ? "of_rules" : "of_a_model";
}

/** Opens the folder's repository, and closes it whatever happens. */
export async function withWorkspace<T>(
  world: World,
  root: string,
  use: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    return await use(workspace);
  } finally {
    closeWorkspace(workspace);
  }
}
