import { lstatSync } from "node:fs";
import { basename } from "node:path";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { type FilePart, resolveChain, type SessionFile } from "../../core/agents/codex/session-files.ts";
import { MemoriesError } from "../../core/errors.ts";
import { filesOfThread, type TranscriptFile } from "../../core/index/thread-files.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { newLineBuffer } from "./line-splitter.ts";
import { offsetFault, readSessionFile } from "./read-session-file.ts";
import type { ScanOptions } from "./scan-lines.ts";
import { transcriptsUnder } from "./transcripts-under.ts";

/** The history of one thread: the parts that count, oldest first. */
export type History = readonly FilePart[];

/**
 * The histories that a path names: of the file itself, or of every thread with a transcript in the tree below a
 * folder, in the byte order of their newest files. Files that no history needs any more are left out. Throws
 * `bad_input` for a path that cannot be read.
 */
export async function historiesUnder(path: string, signal?: AbortSignal): Promise<readonly History[]> {
  const paths = transcriptsUnder(path);
  const scan = { buffer: newLineBuffer(), ...(signal && { signal }) };
  const threads = Map.groupBy(paths, (file) => parseRolloutName(basename(file))?.threadId ?? file);
  const fileIds = new Set(paths.map((file) => parseRolloutName(basename(file))?.fileId));
  const histories: History[] = [];
  for (const [threadId, group] of threads) {
    const isSegment = group.some((file) => parseRolloutName(basename(file))?.segmentId !== undefined);
    if (group.length === 1 && !isSegment) histories.push(group.map((file) => ({ path: file, end: undefined })));
    else histories.push(await historyOf(threadId, group, fileIds, scan));
  }
  return histories.sort((a, b) => byteOrder(a.at(-1)?.path ?? "", b.at(-1)?.path ?? ""));
}

async function historyOf(
  threadId: string,
  group: readonly string[],
  fileIds: ReadonlySet<string | undefined>,
  scan: ScanOptions,
): Promise<History> {
  const [newest, ...older] = filesOfThread(threadId, group.map(describe)).map(([best]) => best.path);
  if (newest === undefined) return [];
  try {
    const head = await readSessionFile(newest, scan);
    const files = [head, ...(await readable(older, scan))];
    const faults = new Map<string, string | undefined>();
    for (const { base } of files) {
      const file = files.find(({ fileId }) => fileId === base?.fileId);
      if (file === undefined || base?.end === undefined) continue;
      faults.set(`${file.fileId} ${base.end}`, await offsetFault(file.path, base.end, scan));
    }
    return resolveChain(head, files, {
      offsetFault: ({ fileId }, end) => faults.get(`${fileId} ${end}`),
      isForeign: ({ base }) => fileIds.has(base?.fileId),
    }).parts;
  } catch (thrown) {
    // Reading it says the same again, to whom it concerns.
    if (thrown instanceof MemoriesError) return [{ path: newest, end: undefined }];
    throw thrown;
  }
}

async function readable(paths: readonly string[], scan: ScanOptions): Promise<SessionFile[]> {
  const files: SessionFile[] = [];
  for (const path of paths) {
    try {
      files.push(await readSessionFile(path, scan));
    } catch (thrown) {
      if (!(thrown instanceof MemoriesError)) throw thrown;
    }
  }
  return files;
}

function describe(path: string): TranscriptFile {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return {
    path,
    name: basename(path),
    archived: path.split("/").includes("archived_sessions"),
    size: stat?.size ?? 0,
    mtimeMs: stat?.mtimeMs ?? 0,
    inode: String(stat?.ino ?? ""),
  };
}
