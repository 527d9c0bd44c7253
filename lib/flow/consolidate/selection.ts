import type { BulkRule } from "../../core/consolidate/hold-back.ts";
import type { InputRow, NamedMemory } from "../../core/consolidate/plan-inputs.ts";
import { withFileNames } from "../../core/consolidate/summary-file-name.ts";
import { completionWatermark } from "../../core/consolidate/watermark.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { type Selection, selectHeads } from "../../edge/state/memory/selection.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";
import type { RunFacts } from "./report.ts";

/** The selection of a consolidation, with the names of its files. */
export interface SelectedInputs extends Selection {
  readonly memories: readonly NamedMemory[];
}

/** What ages count from (`activeTime`), in seconds, and whether age may take the better part of the last selection. */
export interface AgeRules {
  readonly activeNow: number;
  readonly bulk: BulkRule;
}

/** Brings threads up to date; without the transcripts the memories stand as they were indexed last. */
export async function indexForConsolidation(world: World): Promise<void> {
  try {
    await indexRollouts(world);
  } catch (thrown) {
    const absent = ["sessions_missing", "codex_home_unreadable"];
    if (!(thrown instanceof MemoriesError) || !absent.includes(thrown.code)) throw thrown;
    world.log.warn(`consolidating what was indexed before: ${reasonOf(thrown)}`);
  }
}

/** The memories to consolidate now, without their texts. */
export async function selectInputs(world: World, { activeNow, bulk }: AgeRules): Promise<SelectedInputs> {
  const { maxRawMemoriesForConsolidation: limit, maxUnusedDays } = world.settings;
  const selection = await selectHeads(await world.state(), { limit, maxUnusedDays, bulk }, activeNow);
  return { ...selection, memories: withFileNames(selection.memories) };
}

/** A selection as reports and run entries show it; `claimed`: the watermark of the claim. */
export function selectionFacts(
  selected: readonly InputRow[],
  claimed: number,
): Pick<RunFacts, "selected" | "watermark"> & { readonly watermark: number } {
  const rows = selected.map((memory) => ({
    thread_id: memory.threadId,
    source_updated_at: memory.sourceUpdatedAt,
    rollout_summary_file: memory.fileName,
  }));
  return { selected: rows, watermark: completionWatermark(claimed, selected) };
}

/** The root as it was before a sync, seen from a tree after it: what the sync touched is as in `disk`. */
export function beforeSync(tree: Tree, disk: Tree, touched: readonly string[]): Tree {
  const before = new Map(tree);
  for (const path of touched) {
    const entry = disk.get(path);
    if (entry === undefined) before.delete(path);
    else before.set(path, entry);
  }
  return before;
}
