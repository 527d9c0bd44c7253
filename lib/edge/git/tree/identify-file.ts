import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { TreeEntry } from "../../../core/tree/tree.ts";

const BLOCK_BYTES = 256 * 1024;

/** The identity and size of a file of ours that nobody writes to, however large, a block at a time. */
export function identifyFile(path: string): Pick<TreeEntry, "id" | "size"> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(fd);
    const hash = createHash("sha1").update(`blob ${size}\0`);
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (let got = readSync(fd, block); got > 0; got = readSync(fd, block)) hash.update(block.subarray(0, got));
    return { id: hash.digest("hex"), size };
  } finally {
    closeSync(fd);
  }
}
