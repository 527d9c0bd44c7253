import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** A first line holds the client's own instructions too; one that is longer says nothing in time. */
const FIRST_LINE_MAX_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/**
 * The first line of a transcript that somebody named; undefined where there is none: no such file, nothing to read,
 * not a regular file, or no end of the line within a megabyte. Links are not followed, nothing is waited for.
 */
export function readFirstLine(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown) return undefined;
    throw thrown;
  }
  try {
    return fstatSync(descriptor).isFile() ? lineOf(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function lineOf(descriptor: number): string | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; at < FIRST_LINE_MAX_BYTES; ) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const bytes = readSync(descriptor, chunk, 0, CHUNK_BYTES, at);
    const end = chunk.subarray(0, bytes).indexOf("\n");
    if (end >= 0 || bytes === 0) {
      const line = Buffer.concat([...chunks, chunk.subarray(0, end >= 0 ? end : bytes)]).toString("utf8");
      return line === "" ? undefined : line;
    }
    chunks.push(chunk.subarray(0, bytes));
    at += bytes;
  }
  return undefined;
}
