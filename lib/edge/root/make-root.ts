import { mkdirSync } from "node:fs";
import { fault } from "../../core/fault.ts";

/** Makes the root's folder, private to the user, and those above it. One that is there stays as it is. */
export function makeRoot(root: string): void {
  fault("folder.mkdir", root);
  mkdirSync(root, { recursive: true, mode: 0o700 });
}
