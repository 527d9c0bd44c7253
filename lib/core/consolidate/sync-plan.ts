import { byteOrder } from "../text/byte-order.ts";
import { ROLLOUT_SUMMARIES_FOLDER } from "./paths.ts";
import type { WithFileName } from "./summary-file-name.ts";

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

/** Which files make `rollout_summaries/` equal to the selection. */
export function planSync<T extends WithFileName<object>>(selected: readonly T[], found: SummariesFound): SyncPlan<T> {
  const summaries = new Map<string, T>();
  for (const memory of selected) summaries.set(`${ROLLOUT_SUMMARIES_FOLDER}/${memory.fileName}`, memory);
  const deletes: string[] = [];
  for (const name of found.names) {
    const path = `${ROLLOUT_SUMMARIES_FOLDER}/${name}`;
    if (!summaries.has(path) && name.endsWith(".md") && !found.foreign.has(name)) deletes.push(path);
  }
  return { summaries, deletes: deletes.toSorted(byteOrder) };
}
