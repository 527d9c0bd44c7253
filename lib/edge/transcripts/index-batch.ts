import { setImmediate } from "node:timers/promises";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { TranscriptFile } from "../../core/index/thread-files.ts";
import {
  type IndexedSession,
  indexSession,
  missingBase,
  type SessionScan,
  type SessionToIndex,
} from "./index-session.ts";
import { type IndexedTail, indexTranscript } from "./index-transcript.ts";
import { newLineBuffer } from "./line-splitter.ts";

export interface BatchResult {
  /** The newest file of the thread, and what is in it and its bases; undefined when it could not be read. */
  readonly read: IndexedSession | undefined;
  /** Files that could not be read, and why. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reads the metadata of some threads, each from its first copy that can be read. Lets signals have their turn, and
 * ends with the reason of `signal` when it is aborted. `hasFile`: as in `SessionScan`.
 */
export async function indexBatch(
  sessions: readonly SessionToIndex[],
  hasFile: SessionScan["hasFile"],
  signal: AbortSignal,
): Promise<BatchResult[]> {
  await setImmediate();
  const buffer = sharedBuffer ?? newLineBuffer();
  sharedBuffer = undefined;
  const results: BatchResult[] = [];
  for (const session of sessions) {
    signal.throwIfAborted();
    results.push(await firstReadable(session, { buffer, signal, hasFile }));
  }
  sharedBuffer = buffer;
  return results;
}

/** A megabyte that is asked for once and not for every batch; undefined while a batch has it. */
let sharedBuffer: Buffer | undefined;

/** A copy that cannot be read gives way to the next one of the same file, never to an older file. */
async function firstReadable(session: SessionToIndex, scan: SessionScan): Promise<BatchResult> {
  const failed: { path: string; reason: string }[] = [];
  const [copies = [], ...older] = session.files;
  for (const file of copies) {
    const known = file === copies[0] ? session.known : undefined;
    try {
      const files: SessionToIndex["files"] = [[file], ...older];
      const read =
        older.length === 0
          ? await indexFile(file, known, scan)
          : await indexSession({ ...session, files, known }, scan);
      return { read, failed };
    } catch (error) {
      if (!(error instanceof MemoriesError)) throw error;
      failed.push({ path: file.path, reason: error.message });
    }
  }
  return { read: undefined, failed };
}

/** Nearly every thread is one file, whose lines tell whether there should be another before it. */
async function indexFile(
  file: TranscriptFile,
  known: IndexedTail | undefined,
  scan: SessionScan,
): Promise<IndexedSession> {
  const name = parseRolloutName(file.name);
  const transcript = await indexTranscript(file.path, { nameId: name?.threadId, known, ...scan });
  const base = transcript.state.meta?.historyBase;
  const broken = base && missingBase({ path: file.path, fileId: name?.fileId ?? "", base }, scan);
  return { file, transcript, parts: [{ path: file.path, end: undefined }], marks: undefined, broken };
}
