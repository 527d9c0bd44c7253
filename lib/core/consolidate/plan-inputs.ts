import { blobId } from "../diff/blob-id.ts";
import type { SelectedMemory } from "../types.ts";
import { planResourcePrune } from "./extension-resources.ts";
import { EXTENSIONS_FOLDER, ROLLOUT_SUMMARIES_FOLDER } from "./paths.ts";
import { planSync } from "./sync-plan.ts";
import type { Tree } from "./tree.ts";

/** What a sync is to write and delete; files that hold the right bytes already are in neither. */
export interface InputPlan {
  readonly writes: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly deletes: readonly string[];
  /** Summaries found at the adoption that are still nobody's of ours. */
  readonly foreign: readonly string[];
}

/** Plans how the inputs in a root, as it was scanned, become those of the selection. */
export function planInputs(
  selected: readonly SelectedMemory[],
  disk: Tree,
  foreign: readonly string[],
  rules: { readonly extensionRetentionDays: number; readonly now: number },
): InputPlan {
  const plan = planSync(selected, { names: namesIn(disk, ROLLOUT_SUMMARIES_FOLDER), foreign: new Set(foreign) });
  const expired = planResourcePrune(extensionsIn(disk), rules.extensionRetentionDays, rules.now);
  const encoder = new TextEncoder();
  const written = plan.writes.map(({ path, text }) => ({ path, bytes: encoder.encode(text) }));
  const ours = new Set(written.map(({ path }) => path));
  return {
    writes: written.filter(({ path, bytes }) => !holds(disk, path, bytes)),
    deletes: [...plan.deletes, ...expired],
    foreign: foreign.filter((name) => !ours.has(`${ROLLOUT_SUMMARIES_FOLDER}/${name}`)),
  };
}

function holds(disk: Tree, path: string, bytes: Uint8Array): boolean {
  const found = disk.get(path);
  return found?.kind === "file" && found.size === bytes.length && found.id === blobId(bytes);
}

/** Names of what lies directly in a folder and is no folder. */
function namesIn(disk: Tree, folder: string): string[] {
  return [...disk.keys()]
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1))
    .filter((name) => !name.includes("/"));
}

function extensionsIn(disk: Tree) {
  const inside = [...disk].filter(([path, { kind }]) => kind === "file" && path.startsWith(`${EXTENSIONS_FOLDER}/`));
  const paths = inside.map(([path]) => path.split("/"));
  const names = new Set(paths.filter(({ length }) => length > 2).map(([, name]) => name ?? ""));
  return [...names].map((name) => ({
    name,
    hasInstructions: disk.get(`${EXTENSIONS_FOLDER}/${name}/instructions.md`)?.kind === "file",
    resources: paths
      .filter((parts) => parts.length === 4 && parts[1] === name && parts[2] === "resources")
      .map((parts) => parts[3] ?? ""),
  }));
}
