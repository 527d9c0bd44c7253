import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { EXTENSIONS_FOLDER, ROLLOUT_SUMMARIES_FOLDER, SKILLS_FOLDER } from "../../core/consolidate/paths.ts";
import { errorCode } from "../fs/error-code.ts";
import { lstatAt } from "../fs/lstat-at.ts";

/** Folders of a root that hold a person's content, and whether what lies under them is theirs to arrange as well. */
const CONTENT_FOLDERS = [
  [SKILLS_FOLDER, "with_folders"],
  [EXTENSIONS_FOLDER, "with_folders"],
  [ROLLOUT_SUMMARIES_FOLDER, "alone"],
] as const;

/**
 * The links of a root that stand in the place of a folder with content, by paths under the root. What they name may lie
 * anywhere and be anybody's: it is neither looked into nor taken away. A link to a file is a file like others.
 */
export function linkedFolders(root: string): string[] {
  return CONTENT_FOLDERS.flatMap(([name, depth]) => {
    const found = lstatAt(join(root, name));
    if (found?.isSymbolicLink()) return [name];
    return found?.isDirectory() && depth === "with_folders" ? linksUnder(root, name) : [];
  });
}

function linksUnder(root: string, top: string): string[] {
  const links: string[] = [];
  const pending = [top];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isSymbolicLink() && leadsToFolder(join(root, path))) links.push(path);
    }
  }
  return links.toSorted();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    // Closed to us, or gone: whoever has to read it says so.
    if (errorCode(thrown) === undefined) throw thrown;
    return [];
  }
}

function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return false;
  }
}
