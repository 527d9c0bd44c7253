import { fault } from "../../core/fault.ts";
import { type Removal, removeTree } from "../fs/remove-tree.ts";

/** Removes a folder or file with everything in it as `removeTree` does; a link is removed, not followed; absent is fine. */
export function removeFolder(path: string): Removal {
  fault("folder.delete", path);
  return removeTree(path);
}
