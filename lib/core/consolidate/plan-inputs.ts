import type { Tree, TreeEntry } from "../tree/tree.ts";
import type { MemoryHead } from "../types.ts";
import { planResourcePrune } from "./extension-resources.ts";
import { EXTENSIONS_FOLDER, ROLLOUT_SUMMARIES_FOLDER } from "./paths.ts";
import type { WithFileName } from "./summary-file-name.ts";
import { planSync } from "./sync-plan.ts";

/** A selected memory, and how its file is called. */
export type NamedMemory = WithFileName<MemoryHead>;

/** A selected memory as far as reports, run entries and the marks of a success need it. */
export type InputRow = WithFileName<Pick<MemoryHead, "threadId" | "sourceUpdatedAt">>;

/** The files that a selection makes, and what of a root goes for it; what they are to hold takes the texts. */
export interface InputPlan {
  /** The memories whose sections `raw_memories.md` holds, in its order. */
  readonly memories: readonly NamedMemory[];
  /** The memory that each file of `rollout_summaries/` shows, by path. */
  readonly summaries: ReadonlyMap<string, NamedMemory>;
  readonly deletes: readonly string[];
  /** Summaries found at the adoption that are still nobody's of ours. */
  readonly foreign: readonly string[];
}

/** When resources of extensions go. */
export interface ResourceRules {
  readonly extensionRetentionDays: number;
  readonly now: number;
}

/** Plans how the inputs in a root, as it was scanned, become those of the selection. */
export function planInputs(
  selected: readonly NamedMemory[],
  disk: Tree,
  foreign: readonly string[],
  rules: ResourceRules,
): InputPlan {
  const { summaries, deletes } = planSync(selected, { paths: disk.keys(), foreign: new Set(foreign) });
  return {
    memories: selected,
    summaries,
    deletes: [...deletes, ...expiredResources(disk, rules)],
    foreign: foreign.filter((name) => !summaries.has(`${ROLLOUT_SUMMARIES_FOLDER}/${name}`)),
  };
}

/** The resources of extensions in a root, as it was scanned, that are too old to be kept. */
export function expiredResources(disk: Tree, { extensionRetentionDays, now }: ResourceRules): string[] {
  return planResourcePrune(extensionsIn(disk), extensionRetentionDays, now);
}

/** Whether a tree holds a generated file with that content already: such a file is not written again. */
export function holdsContent(tree: Tree, path: string, content: Pick<TreeEntry, "id" | "size">): boolean {
  const found = tree.get(path);
  return found?.kind === "file" && found.size === content.size && found.id === content.id;
}

function extensionsIn(disk: Tree) {
  const paths: string[][] = [];
  for (const [path, { kind }] of disk) {
    if (kind === "file" && path.startsWith(`${EXTENSIONS_FOLDER}/`)) paths.push(path.split("/"));
  }
  const names = new Set(paths.filter(({ length }) => length > 2).map(([, name]) => name ?? ""));
  return [...names].map((name) => ({
    name,
    hasInstructions: disk.get(`${EXTENSIONS_FOLDER}/${name}/instructions.md`)?.kind === "file",
    resources: paths
      .filter((parts) => parts.length === 4 && parts[1] === name && parts[2] === "resources")
      .map((parts) => parts[3] ?? ""),
  }));
}
