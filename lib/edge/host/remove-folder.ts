import { rmSync } from "node:fs";
import { fault } from "../../core/fault.ts";

/** Removes a folder or file with everything in it; a link is removed, not followed; absent is fine. */
export function removeFolder(path: string): void {
  fault("folder.delete", path);
  rmSync(path, { recursive: true, force: true });
}
