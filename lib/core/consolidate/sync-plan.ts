import { byteOrder } from "../text/byte-order.ts";
import type { Stage1Output } from "../types.ts";
import { ROLLOUT_SUMMARIES_FOLDER } from "./paths.ts";
import { summaryFileName } from "./summary-file-name.ts";

/** What is in `rollout_summaries/` now. */
export interface SummariesFound {
  /** Names of the files and links directly in the folder; folders are left out. */
  readonly names: readonly string[];
  /** Names that were there when the root was adopted: this product did not write them and does not delete them. */
  readonly foreign: ReadonlySet<string>;
}

/** Paths are relative to the root. */
export interface SyncPlan<T> {
  /** The memory that each file of `rollout_summaries/` shows; of memories with one name it is the last. */
  readonly summaries: ReadonlyMap<string, T>;
  /** In byte order. */
  readonly deletes: readonly string[];
}

type Named = Pick<Stage1Output, "threadId" | "sourceUpdatedAt" | "rolloutSlug">;

/** Which files make `rollout_summaries/` equal to the selection. */
export function planSync<T extends Named>(selected: readonly T[], found: SummariesFound): SyncPlan<T> {
  const summaries = new Map<string, T>();
  for (const memory of selected) summaries.set(`${ROLLOUT_SUMMARIES_FOLDER}/${summaryFileName(memory)}`, memory);
  const deletes = found.names
    .filter((name) => name.endsWith(".md") && !found.foreign.has(name))
    .map((name) => `${ROLLOUT_SUMMARIES_FOLDER}/${name}`)
    .filter((path) => !summaries.has(path));
  return { summaries, deletes: deletes.toSorted(byteOrder) };
}
