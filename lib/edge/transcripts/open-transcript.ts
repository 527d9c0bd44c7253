import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";

/** A transcript opened for reading, as it was at that moment. */
export interface OpenTranscript {
  readonly path: string;
  readonly descriptor: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

/** Links are not followed, and a pipe put in a transcript's place must not hang the program. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a transcript for the time of `use`. Anything but a regular file is `rollout_unreadable`. */
export async function withTranscript<T>(path: string, use: (transcript: OpenTranscript) => Promise<T>): Promise<T> {
  const descriptor = open(path);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw unreadable(path, "not a regular file");
    return await use({ path, descriptor, size: stat.size, mtimeMs: Math.floor(stat.mtimeMs), inode: String(stat.ino) });
  } finally {
    closeSync(descriptor);
  }
}

/** The one error of a transcript that cannot be used, and why. */
export function unreadable(path: string, reason: string, cause?: unknown): MemoriesError {
  return new MemoriesError("rollout_unreadable", `transcript cannot be read: ${path}: ${reason}`, { cause });
}

function open(path: string): number {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw unreadable(path, code === "ELOOP" ? "a symbolic link" : reasonOf(error), error);
  }
}
