import { IMPORT_FOLDER, IMPORT_INSTRUCTIONS, type ImportedResource } from "../../core/import/handbook-resources.ts";
import { textAt } from "../../edge/fs/texts-under.ts";
import { createFileIn, withNewFolder } from "../../edge/memory-files/create-file.ts";

/** Paths of resources under the memory root: new ones, and those that are there and stay as they are. */
export interface PlacedResources {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Writes the resources that are not there yet, each in one exclusive creation, and how they are to be understood. */
export function writeResources(root: string, resources: readonly ImportedResource[]): PlacedResources {
  if (resources.length === 0) return { written: [], kept: [] };
  withNewFolder(root, IMPORT_FOLDER, (folder) => createFileIn(folder, "instructions.md", IMPORT_INSTRUCTIONS));
  return withNewFolder(root, [...IMPORT_FOLDER, "resources"], (folder) =>
    placed(resources, ({ name, content }) => createFileIn(folder, name, content) === "created"),
  );
}

/** What `writeResources` would do. */
export function planResources(root: string, resources: readonly ImportedResource[]): PlacedResources {
  return placed(resources, ({ name }) => textAt(root, pathOf(name)) === undefined);
}

function placed(
  resources: readonly ImportedResource[],
  isNew: (resource: ImportedResource) => boolean,
): PlacedResources {
  const judged = resources.map((resource) => ({ path: pathOf(resource.name), isNew: isNew(resource) }));
  return {
    written: judged.flatMap(({ path, isNew }) => (isNew ? [path] : [])),
    kept: judged.flatMap(({ path, isNew }) => (isNew ? [] : [path])),
  };
}

function pathOf(name: string): string {
  return [...IMPORT_FOLDER, "resources", name].join("/");
}
