import { stricterMode } from "../../core/agents/codex/codex-state.ts";
import { createdAtOf, parseRolloutName, parseRolloutPath } from "../../core/agents/codex/file-name.ts";
import type { MetadataState } from "../../core/agents/codex/metadata.ts";
import { idMismatch, memoryModeOf, threadOf } from "../../core/agents/codex/thread-of.ts";
import { parseIndexState, renderIndexState } from "../../core/index/index-state.ts";
import type { Duplicate, ThreadToRead } from "../../core/index/plan-index.ts";
import { metadataRedactor } from "../../core/index/redact-metadata.ts";
import { byRank, type TranscriptFile } from "../../core/index/thread-files.ts";
import { redactText } from "../../core/redact/redact.ts";
import type { CodexThreads } from "../../edge/state/threads/codex-states.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { readTails } from "../../edge/state/threads/index-tails.ts";
import { type IndexedThread, STORE_BATCH, storeThreads } from "../../edge/state/threads/index-threads.ts";
import { type BatchResult, indexBatch } from "../../edge/transcripts/index-batch.ts";
import type { IndexedSession } from "../../edge/transcripts/index-session.ts";
import type { IndexedTail } from "../../edge/transcripts/index-transcript.ts";
import type { World } from "../world.ts";

/** What reading changed transcripts came to. */
export interface StoreReport {
  readonly stored: number;
  readonly bytesRead: number;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Files without an id in their name that turned out to be a thread's second file. */
  readonly duplicates: readonly Duplicate[];
}

/** What reading goes by beside the files themselves. */
export interface ReadingContext {
  readonly scope: IndexScope;
  /** The newest file of each thread whose files tell by their names whose they are. */
  readonly holders: ReadonlyMap<string, TranscriptFile>;
  /** Whether some thread of the home has a file with this id. */
  readonly hasFile: (fileId: string) => boolean;
  /** What the reference's database says of them. */
  readonly codexThreads: CodexThreads;
}

/** Reads transcripts and stores their threads, some hundred at a time, so that a stopped run keeps what it has. */
export async function readAndStore(
  world: World,
  threads: readonly ThreadToRead[],
  context: ReadingContext,
): Promise<StoreReport> {
  const state = await world.state();
  const taken = new Map(context.holders);
  const redactMetadata = metadataRedactor(redactText);
  const reports: StoreReport[] = [];
  for (let at = 0; at < threads.length; at += STORE_BATCH) {
    const batch = threads.slice(at, at + STORE_BATCH);
    const tails = await knownTails(world, batch);
    const entries = batch.map(({ files, row }) => ({ files, known: tails.get(row?.id ?? ""), session: row?.session }));
    const rows = new Map<string, IndexedThread>();
    for (const result of await indexBatch(entries, context.hasFile, world.signal)) reports.push(take(result, rows));
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
    const { file, transcript, broken } = read;
    if (broken !== undefined) {
      world.log.warn(
        `the beginning of a thread that was rewound cannot be read: ${file.path}: ${broken}; what follows is used`,
      );
    }
    const report = { stored: 0, bytesRead: transcript.bytesRead, failed, duplicates: [] };
    const row = rowOf(world, context, read, redactMetadata);
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
  { scope, codexThreads }: ReadingContext,
  { file, transcript, parts, marks }: IndexedSession,
  redactMetadata: (state: MetadataState) => MetadataState,
): IndexedThread | undefined {
  const name = parseRolloutName(file.name);
  const first = parseRolloutPath(parts[0]?.path ?? file.path);
  const { tail, mtimeMs } = transcript;
  const mismatch = idMismatch(transcript.state, name?.threadId);
  if (mismatch !== undefined) world.log.warn(`thread ids of ${file.path} disagree: ${mismatch}; the name counts`);
  const place = {
    path: file.path,
    nameId: name?.threadId,
    nameTime: first === undefined ? undefined : createdAtOf(first),
    archived: file.archived,
    mtimeMs,
    ...scope,
  };
  const state = redactMetadata(transcript.state);
  const ofFile = memoryModeOf({ state, disableOnExternalContext: world.settings.disableOnExternalContext });
  const thread = threadOf(state, place, ofFile);
  if (thread === undefined) return undefined;
  const known = codexThreads.get(thread.id);
  const kept = tail === undefined || tail.state === transcript.state ? state : redactMetadata(tail.state);
  return {
    thread: {
      ...thread,
      memoryMode: stricterMode(thread.memoryMode, known?.memoryMode ?? "enabled"),
      archived: thread.archived || known?.archived === true,
    },
    size: transcript.size,
    mtimeMs: transcript.mtime === "settled" ? mtimeMs : undefined,
    inode: transcript.inode,
    tailOffset: tail?.tailOffset,
    tailHash: tail?.tailHash,
    indexState: renderIndexState(kept),
    historyMode: state.meta?.historyMode,
    session: marks === undefined ? undefined : { files: marks, parts },
    evidenceBytes: state.evidenceBytes ?? 0,
  };
}

/** What was kept of those transcripts of a batch that may only have grown, by thread id. */
async function knownTails(world: World, batch: readonly ThreadToRead[]): Promise<Map<string, IndexedTail>> {
  const grown = batch.filter(({ files: [newest], row }) => {
    const best = newest?.[0];
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
