import { type ConfinedRoot, closeFolder, type FolderHandle } from "./folder-handle.ts";
import { openInside } from "./inside-folder.ts";

/** Reaches many files of a root, links on the way never followed; the folder of the last one stays open. */
export interface FolderCursor {
  /** Gives `use` the open folder of a path (relative, not empty) and the last name in it. Throws as `insideFolder`. */
  at<T>(path: string, use: (folder: FolderHandle, name: string) => T): T;
  /** To be called at the end. */
  close(): void;
}

/** Opens nothing yet. Files that lie in one folder are best asked for one after the other. */
export function folderCursor(root: ConfinedRoot): FolderCursor {
  let open: { readonly path: string; readonly folder: FolderHandle } | undefined;
  const close = () => {
    if (open !== undefined) closeFolder(open.folder);
    open = undefined;
  };
  return {
    at: (path, use) => {
      const cut = path.lastIndexOf("/");
      const parent = path.slice(0, Math.max(cut, 0));
      if (open?.path !== parent) {
        close();
        open = { path: parent, folder: openInside(root, parent === "" ? [] : parent.split("/")) };
      }
      return use(open.folder, path.slice(cut + 1));
    },
    close,
  };
}
