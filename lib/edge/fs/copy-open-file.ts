import { closeSync, constants, copyFileSync, openSync, readSync } from "node:fs";
import type { Reach } from "./folder-handle.ts";
import { writeWhole } from "./write-atomically.ts";

const BLOCK_BYTES = 256 * 1024;
const CLONE = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;

/** Copies what an open file holds to a new private file. Clones blocks where handles have paths and the disk can. */
export function copyOpenFile(source: number, reach: Reach, to: string | Buffer): void {
  if (reach === "by_handle") {
    copyFileSync(`/proc/self/fd/${source}`, to, CLONE);
    return;
  }
  const target = openSync(to, "wx", 0o600);
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (let got = readSync(source, block); got > 0; got = readSync(source, block))
      writeWhole(target, block.subarray(0, got));
  } finally {
    closeSync(target);
  }
}
