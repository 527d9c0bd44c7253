import { chmodSync, closeSync, constants, copyFileSync, fstatSync, openSync, readSync } from "node:fs";
import type { Reach } from "./folder-handle.ts";
import { writeWhole } from "./write-atomically.ts";

const CLONE = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;
/** A file of no more is read and written in one go, which takes half as long as asking the system to clone it. */
const block = Buffer.allocUnsafe(256 * 1024);

/**
 * Copies what an open file holds to a new file with this mode; what is no regular file has nothing to copy. A large one
 * is cloned where handles have paths and the disk can.
 */
export function copyOpenFile(source: number, reach: Reach, to: string | Buffer, mode: number): void {
  const found = fstatSync(source);
  if (!found.isFile()) return;
  if (reach === "by_handle" && found.size > block.length) {
    copyFileSync(`/proc/self/fd/${source}`, to, CLONE);
    chmodSync(to, mode);
    return;
  }
  const target = openSync(to, "wx", mode);
  try {
    for (let got = readSync(source, block); got > 0; got = readSync(source, block))
      writeWhole(target, block.subarray(0, got));
  } finally {
    closeSync(target);
  }
}
