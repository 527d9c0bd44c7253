import { byteOrder } from "../text/byte-order.ts";
import { ROLLOUT_SUMMARIES_FOLDER } from "./paths.ts";
import type { WithFileName } from "./summary-file-name.ts";

/** What is in the root now. */
export interface SummariesFound {
  /** Of files and links; what does not lie directly in the folder is passed over. */
  readonly paths: Iterable<string>;
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

const PREFIX = `${ROLLOUT_SUMMARIES_FOLDER}/`;

/** Which files make `rollout_summaries/` equal to the selection. */
export function planSync<T extends WithFileName<object>>(selected: readonly T[], found: SummariesFound): SyncPlan<T> {
  const summaries = new Map<string, T>();
  for (const memory of selected) summaries.set(PREFIX + memory.fileName, memory);
  const deletes: string[] = [];
  for (const path of found.paths) {
    if (summaries.has(path) || !path.startsWith(PREFIX) || !path.endsWith(".md")) continue;
    const name = path.slice(PREFIX.length);
    if (!name.includes("/") && !found.foreign.has(name)) deletes.push(path);
  }
  return { summaries, deletes: deletes.toSorted(byteOrder) };
}
