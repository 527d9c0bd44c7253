import { MemoriesError } from "../../core/errors.ts";
import { quotePath } from "../../core/tree/path-bytes.ts";
import { linkedFolders } from "../../edge/root/linked-folders.ts";

/** Throws `io_failed` where a link stands in the place of a folder with content, before anything is written. */
export function refuseLinkedFolders(root: string): void {
  const links = linkedFolders(root);
  if (links.length === 0) return;
  const named = links.map((path) => `${root}/${quotePath(path)}`).join(", ");
  throw new MemoriesError("io_failed", `a link is in the place of a folder: ${named}`, {
    hint: "put the folder itself there; what the link names was neither read nor changed",
  });
}
