import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { knownFailure, rememberFailure } from "./failed-files.ts";

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

/**
 * Opens a transcript for the time of `use`. Anything but a regular file is `rollout_unreadable`; `rollout_unusable` is one
 * whose content cannot be read, and fails so again, unread, as long as it stays the same.
 */
export async function withTranscript<T>(path: string, use: (transcript: OpenTranscript) => Promise<T>): Promise<T> {
  const descriptor = open(path);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw unreadable(path, "not a regular file");
    const file = { path, descriptor, size: stat.size, mtimeMs: Math.floor(stat.mtimeMs), inode: String(stat.ino) };
    const failure = knownFailure(file);
    if (failure !== undefined) throw unusable(path, failure);
    return await useContent(file, use);
  } finally {
    closeSync(descriptor);
  }
}

async function useContent<T>(file: OpenTranscript, use: (transcript: OpenTranscript) => Promise<T>): Promise<T> {
  try {
    return await use(file);
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      // What nests deeper than the stack overflows it wherever it is walked through.
      const reason = "its lines are nested too deeply or too long";
      rememberFailure(file, reason);
      throw unusable(file.path, reason, thrown);
    }
    if (thrown instanceof UnusableContent) {
      rememberFailure(file, thrown.message);
      throw unusable(file.path, thrown.message);
    }
    throw thrown;
  }
}

/** Thrown while a transcript is read, by what finds that its content cannot be; the message says why. */
export class UnusableContent extends Error {}

function unusable(path: string, reason: string, cause?: unknown): MemoriesError {
  return new MemoriesError("rollout_unusable", `transcript cannot be used: ${path}: ${reason}`, { cause });
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
