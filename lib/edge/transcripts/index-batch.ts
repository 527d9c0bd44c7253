import { setImmediate } from "node:timers/promises";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { TranscriptFile } from "../../core/index/plan-index.ts";
import { type IndexedTail, type IndexedTranscript, indexTranscript } from "./index-transcript.ts";
import { newLineBuffer } from "./line-splitter.ts";

/** One thread's files, the best first, and what is known of the first. */
export interface BatchEntry {
  readonly files: readonly TranscriptFile[];
  readonly known: IndexedTail | undefined;
}

export interface BatchResult {
  /** The file that could be read, and what is in it; undefined when none could. */
  readonly read: { readonly file: TranscriptFile; readonly transcript: IndexedTranscript } | undefined;
  /** Files that could not be read, and why. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reads the metadata of some threads, each from its first file that can be read. Lets signals have their turn, and
 * ends with the reason of `signal` when it is aborted.
 */
export async function indexBatch(entries: readonly BatchEntry[], signal: AbortSignal): Promise<BatchResult[]> {
  await setImmediate();
  const buffer = sharedBuffer ?? newLineBuffer();
  sharedBuffer = undefined;
  const results: BatchResult[] = [];
  for (const entry of entries) {
    signal.throwIfAborted();
    results.push(await firstReadable(entry, buffer, signal));
  }
  sharedBuffer = buffer;
  return results;
}

/** A megabyte that is asked for once and not for every batch; undefined while a batch has it. */
let sharedBuffer: Buffer | undefined;

async function firstReadable(entry: BatchEntry, buffer: Buffer, signal: AbortSignal): Promise<BatchResult> {
  const failed: { path: string; reason: string }[] = [];
  for (const file of entry.files) {
    const nameId = parseRolloutName(file.name)?.threadId;
    const known = file === entry.files[0] ? entry.known : undefined;
    try {
      const transcript = await indexTranscript(file.path, { nameId, known, buffer, signal });
      return { read: { file, transcript }, failed };
    } catch (error) {
      if (!(error instanceof MemoriesError)) throw error;
      failed.push({ path: file.path, reason: error.message });
    }
  }
  return { read: undefined, failed };
}
