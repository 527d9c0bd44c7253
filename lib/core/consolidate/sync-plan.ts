import { byteOrder } from "../text/byte-order.ts";
import type { SelectedMemory } from "../types.ts";
import { RAW_MEMORIES_FILE, ROLLOUT_SUMMARIES_FOLDER } from "./paths.ts";
import { renderRawMemories } from "./raw-memories.ts";
import { renderRolloutSummary } from "./rollout-summary.ts";
import { summaryFileName } from "./summary-file-name.ts";

/** What is in `rollout_summaries/` now. */
export interface SummariesFound {
  /** Names of the files and links directly in the folder; folders are left out. */
  readonly names: readonly string[];
  /** Names that were there when the root was adopted: this product did not write them and does not delete them. */
  readonly foreign: ReadonlySet<string>;
}

/** Paths are relative to the root and in byte order. A write whose bytes are already there is to be skipped. */
export interface SyncPlan {
  readonly writes: readonly { readonly path: string; readonly text: string }[];
  readonly deletes: readonly string[];
}

/** The files that make the root's inputs equal to the selection. */
export function planSync(selected: readonly SelectedMemory[], found: SummariesFound): SyncPlan {
  const texts = new Map<string, string>();
  for (const memory of selected) texts.set(summaryFileName(memory), renderRolloutSummary(memory));
  const writes = [
    { path: RAW_MEMORIES_FILE, text: renderRawMemories(selected) },
    ...[...texts].map(([name, text]) => ({ path: `${ROLLOUT_SUMMARIES_FOLDER}/${name}`, text })),
  ];
  const deletes = found.names
    .filter((name) => name.endsWith(".md") && !texts.has(name) && !found.foreign.has(name))
    .map((name) => `${ROLLOUT_SUMMARIES_FOLDER}/${name}`);
  return {
    writes: writes.toSorted((a, b) => byteOrder(a.path, b.path)),
    deletes: deletes.toSorted(byteOrder),
  };
}
