import { createdAtOf, parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { idMismatch, memoryModeOf, threadOf } from "../../core/agents/codex/thread-of.ts";
import { parseIndexState, renderIndexState } from "../../core/index/index-state.ts";
import { byRank, type Duplicate, type ThreadToRead, type TranscriptFile } from "../../core/index/plan-index.ts";
import { readTails } from "../../edge/state/threads/index-tails.ts";
import {
  type IndexedThread,
  type IndexScope,
  STORE_BATCH,
  storeThreads,
} from "../../edge/state/threads/index-threads.ts";
import { type BatchResult, indexBatch } from "../../edge/transcripts/index-batch.ts";
import type { IndexedTail, IndexedTranscript } from "../../edge/transcripts/index-transcript.ts";
import type { World } from "../world.ts";

/** What reading changed transcripts came to. */
export interface StoreReport {
  readonly stored: number;
  readonly bytesRead: number;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Files without an id in their name that turned out to be a thread's second file. */
  readonly duplicates: readonly Duplicate[];
}

/**
 * Reads transcripts and stores their threads, some hundred at a time, so that a stopped run keeps what it has.
 * `holders`: the file of each thread whose files tell by their names whose they are.
 */
export async function readAndStore(
  world: World,
  scope: IndexScope,
  threads: readonly ThreadToRead[],
  holders: ReadonlyMap<string, TranscriptFile>,
): Promise<StoreReport> {
  const state = await world.state();
  const taken = new Map(holders);
  const reports: StoreReport[] = [];
  for (let at = 0; at < threads.length; at += STORE_BATCH) {
    const batch = threads.slice(at, at + STORE_BATCH);
    const tails = await knownTails(world, batch);
    const entries = batch.map(({ files, row }) => ({ files, known: tails.get(row?.id ?? "") }));
    const rows = new Map<string, IndexedThread>();
    for (const result of await indexBatch(entries, world.signal)) reports.push(take(result, rows));
    await storeThreads(state, [...rows.values()], world.now);
    world.log.progress({ task: "index", done: at + batch.length, total: threads.length });
  }
  return {
    stored: reports.reduce((sum, { stored }) => sum + stored, 0),
    bytesRead: reports.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    failed: reports.flatMap(({ failed }) => failed),
    duplicates: reports.flatMap(({ duplicates }) => duplicates),
  };

  /** Makes a row of what was read, unless a better file of the thread is known. */
  function take({ read, failed }: BatchResult, rows: Map<string, IndexedThread>): StoreReport {
    if (read === undefined) return { stored: 0, bytesRead: 0, failed, duplicates: [] };
    const { file, transcript } = read;
    const report = { stored: 0, bytesRead: transcript.bytesRead, failed, duplicates: [] };
    const row = rowOf(world, scope, file, transcript);
    if (row === undefined) {
      const reason = `transcript cannot be used: ${file.path}: neither its lines nor its name have a thread id`;
      return { ...report, failed: [...failed, { path: file.path, reason }] };
    }
    const { id } = row.thread;
    const holder = taken.get(id);
    const isSecond = parseRolloutName(file.name)?.threadId === undefined && holder !== undefined && holder !== file;
    if (isSecond && byRank(holder, file) < 0) {
      return { ...report, duplicates: [{ thread_id: id, path: file.path, kept: holder.path }] };
    }
    taken.set(id, file);
    rows.set(id, row);
    return isSecond
      ? { ...report, stored: 1, duplicates: [{ thread_id: id, path: holder.path, kept: file.path }] }
      : { ...report, stored: 1 };
  }
}

function rowOf(
  world: World,
  scope: IndexScope,
  file: TranscriptFile,
  transcript: IndexedTranscript,
): IndexedThread | undefined {
  const name = parseRolloutName(file.name);
  const { state, tail, mtimeMs } = transcript;
  const mismatch = idMismatch(state, name?.threadId);
  if (mismatch !== undefined) world.log.warn(`thread ids of ${file.path} disagree: ${mismatch}; the name counts`);
  const mode = memoryModeOf({ state, disableOnExternalContext: world.settings.disableOnExternalContext });
  const place = {
    path: file.path,
    nameId: name?.threadId,
    nameTime: name === undefined ? undefined : createdAtOf(name),
    archived: file.archived,
    mtimeMs,
    ...scope,
  };
  const thread = threadOf(state, place, mode);
  if (thread === undefined) return undefined;
  return {
    thread,
    size: transcript.size,
    mtimeMs: transcript.mtime === "settled" ? mtimeMs : undefined,
    inode: transcript.inode,
    tailOffset: tail?.tailOffset,
    tailHash: tail?.tailHash,
    indexState: renderIndexState(tail?.state ?? state),
  };
}

/** What was kept of those transcripts of a batch that may only have grown, by thread id. */
async function knownTails(world: World, batch: readonly ThreadToRead[]): Promise<Map<string, IndexedTail>> {
  const grown = batch.filter(({ files: [best], row }) => {
    return row !== undefined && best !== undefined && best.path === row.path && best.size > (row.size ?? best.size);
  });
  const stored = await readTails(
    await world.state(),
    grown.flatMap(({ row }) => row?.id ?? []),
  );
  return new Map(
    stored.flatMap((tail) => {
      const state = parseIndexState(tail.indexState, tail.firstUserMessage, tail.title);
      return state === undefined ? [] : [[tail.id, { ...tail, state }]];
    }),
  );
}
