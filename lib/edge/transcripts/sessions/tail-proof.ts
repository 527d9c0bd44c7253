import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { reasonOf } from "../../../core/errors.ts";
import { type OpenTranscript, unreadable } from "../open-transcript.ts";

/** What proves that a file only grew since it was read last. */
export interface TailProof {
  readonly size: number;
  readonly inode: string;
  /** Right after the last complete line. */
  readonly tailOffset: number;
  /** Hash of the bytes before it. */
  readonly tailHash: string;
}

const HASHED_BYTES = 4_096;

/** What will prove the next time that a file of which all lines up to `tailOffset` were read has only grown. */
export function tailProof(file: OpenTranscript, tailOffset: number): TailProof {
  return { size: file.size, inode: file.inode, tailOffset, tailHash: hashBefore(file, tailOffset) };
}

/** Whether a file is the one that was read, with more at its end. */
export function onlyGrew(file: OpenTranscript, known: TailProof): boolean {
  if (file.size <= known.size || file.inode !== known.inode || known.tailOffset === 0) return false;
  return hashBefore(file, known.tailOffset) === known.tailHash;
}

function hashBefore(file: OpenTranscript, offset: number): string {
  const length = Math.min(offset, HASHED_BYTES);
  try {
    const count = readSync(file.descriptor, hashed, 0, length, offset - length);
    return createHash("sha256").update(hashed.subarray(0, count)).digest("hex");
  } catch (error) {
    throw unreadable(file.path, reasonOf(error), error);
  }
}

/** Filled and hashed in one go, so that one is enough. */
const hashed = Buffer.alloc(HASHED_BYTES);
