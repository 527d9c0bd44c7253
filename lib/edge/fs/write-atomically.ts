import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { type FaultPoint, fault } from "../../core/fault.ts";

/** Files of ours are for the user alone. */
const PRIVATE_FILE = 0o600;

/** Whether a write must outlive a crash of the machine, or only one of the process. */
export type Durability = "outlives_process" | "outlives_machine";

/**
 * Replaces a file in one step, private to the user unless another mode is given: at every moment its path has the old bytes or the new ones. A link
 * in its place is replaced, not followed. A draft beside it (`<path>.new`) that a crash left is removed.
 */
export function writeAtomically(
  point: FaultPoint,
  path: string,
  bytes: string | Uint8Array,
  durability: Durability = "outlives_process",
  mode = PRIVATE_FILE,
): void {
  const draft = `${path}.new`;
  fault(point, path);
  rmSync(draft, { recursive: true, force: true });
  const file = openSync(draft, "wx", mode);
  try {
    writeWhole(file, bytes);
    if (durability === "outlives_machine") fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (durability === "outlives_machine") fault("folder.rename", path);
  renameSync(draft, path);
}

/** Writes all bytes to an open file, however many the system takes at a time. */
export function writeWhole(file: number, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
