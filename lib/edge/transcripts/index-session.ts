import { parseRolloutName, parseRolloutPath } from "../../core/agents/codex/file-name.ts";
import { EMPTY_METADATA } from "../../core/agents/codex/metadata.ts";
import { type FilePart, resolveChain, type SessionFile } from "../../core/agents/codex/session-files.ts";
import { MemoriesError } from "../../core/errors.ts";
import { isAsMarked } from "../../core/index/plan-index.ts";
import type { FileMark, SessionIndex } from "../../core/index/session-index.ts";
import type { FileCopies, TranscriptFile } from "../../core/index/thread-files.ts";
import { type IndexedTail, type IndexedTranscript, indexTail, indexTranscript, isFresh } from "./index-transcript.ts";
import { offsetFault, readSessionFile } from "./read-session-file.ts";

/** A thread's files, the newest first, and what is known of them. */
export interface SessionToIndex {
  readonly files: readonly FileCopies[];
  /** What was kept of the newest file. */
  readonly known: IndexedTail | undefined;
  readonly session: SessionIndex | undefined;
}

/** The metadata of a thread that lies in several files. */
export interface IndexedSession {
  /** The newest file, and what was read of it after its bases. */
  readonly file: TranscriptFile;
  readonly transcript: IndexedTranscript;
  readonly parts: readonly FilePart[];
  /** What proves all files unchanged, the newest first; undefined for a thread in a single file. */
  readonly marks: readonly FileMark[] | undefined;
  /** Why the history before the first part is left out; undefined when nothing is wrong. */
  readonly broken: string | undefined;
}

export interface SessionScan {
  readonly buffer: Buffer;
  readonly signal: AbortSignal;
  /** Whether some thread of the home has a file with this id. */
  readonly hasFile: (fileId: string) => boolean;
}

/**
 * Reads the parts of a thread's history that count, oldest first, as if they were one file; of a newest file that
 * only grew, nothing but its tail. Throws `rollout_unreadable` when the newest file cannot be read: an older one
 * alone would bring back what was taken back.
 */
export async function indexSession(session: SessionToIndex, scan: SessionScan): Promise<IndexedSession> {
  const [newest] = session.files;
  if (newest === undefined) throw new Error("a session without files");
  const grown = await readTail(session, newest[0], scan);
  if (grown !== undefined) return { ...grown, marks: marksOf(session.files, grown.transcript) };
  const files = await describeFiles(session.files, scan);
  const head = await readSessionFile(newest[0].path, scan);
  const { parts, broken } = resolveChain(head, [head, ...files], await chainRules([head, ...files], scan));
  const read = await readParts(newest[0], parts, broken, scan);
  return { ...read, marks: marksOf(session.files, read.transcript) };
}

/** The files as the sweep saw them, the newest as it was read. */
function marksOf([newest, ...older]: readonly FileCopies[], read: IndexedTranscript): FileMark[] {
  const marks = older.map(([{ path, size, mtimeMs, inode }]): FileMark => {
    return { path, size, mtimeMs: isFresh(mtimeMs) ? undefined : mtimeMs, inode };
  });
  const mtimeMs = read.mtime === "settled" ? read.mtimeMs : undefined;
  return [{ path: newest?.[0].path ?? "", size: read.size, mtimeMs, inode: read.inode }, ...marks];
}

/** Whether the base of a thread's only file is fault or fork: why it is a fault. */
export function missingBase(file: SessionFile, scan: Pick<SessionScan, "hasFile">): string | undefined {
  return resolveChain(file, [file], { offsetFault: () => undefined, isForeign: foreignRule(scan) }).broken;
}

/** The newest file grew and the others are as they were: which parts count is known. */
async function readTail(
  { files, known, session }: SessionToIndex,
  newest: TranscriptFile,
  scan: SessionScan,
): Promise<Omit<IndexedSession, "marks"> | undefined> {
  if (known === undefined || session === undefined || session.files.length !== files.length) return undefined;
  const marks = new Map(session.files.map((mark) => [mark.path, mark]));
  if (!files.slice(1).every(([file]) => isAsMarked(file, marks.get(file.path)))) return undefined;
  const options = { nameId: parseRolloutName(newest.name)?.threadId, known, ...scan };
  const transcript = await indexTail(newest.path, options);
  return transcript === undefined ? undefined : { file: newest, transcript, parts: session.parts, broken: undefined };
}

/** The older files by their first lines; one that cannot be read counts as not there. */
async function describeFiles([, ...older]: readonly FileCopies[], scan: SessionScan): Promise<SessionFile[]> {
  const files: SessionFile[] = [];
  for (const [{ path }] of older) {
    try {
      files.push(await readSessionFile(path, scan));
    } catch (error) {
      if (!(error instanceof MemoriesError)) throw error;
    }
  }
  return files;
}

/** What a chain needs to know of offsets is looked up before: whether a line begins there takes reading. */
async function chainRules(files: readonly SessionFile[], scan: SessionScan) {
  const faults = new Map<string, string | undefined>();
  const own = new Map(files.map((file) => [file.fileId, file]));
  for (const { base } of files) {
    const file = own.get(base?.fileId ?? "");
    if (file === undefined || base?.end === undefined) continue;
    faults.set(`${file.fileId} ${base.end}`, await offsetFault(file.path, base.end, scan));
  }
  return {
    offsetFault: (file: SessionFile, end: number) => faults.get(`${file.fileId} ${end}`),
    isForeign: foreignRule(scan),
  };
}

/** A first file goes on from another thread's; a segment does so only where that file is there. */
function foreignRule({ hasFile }: Pick<SessionScan, "hasFile">) {
  return ({ path, base }: SessionFile) => {
    const isFirst = parseRolloutPath(path)?.segmentId === undefined;
    return isFirst || hasFile(base?.fileId ?? "");
  };
}

async function readParts(
  newest: TranscriptFile,
  parts: readonly FilePart[],
  broken: string | undefined,
  scan: SessionScan,
): Promise<Omit<IndexedSession, "marks">> {
  let state = EMPTY_METADATA;
  let bytesRead = 0;
  const nameId = parseRolloutName(newest.name)?.threadId;
  for (const [n, { path, end }] of parts.entries()) {
    const isLast = n === parts.length - 1;
    try {
      const transcript = await indexTranscript(path, { nameId, known: undefined, before: state, end, ...scan });
      bytesRead += transcript.bytesRead;
      if (isLast) return { file: newest, transcript: { ...transcript, bytesRead }, parts, broken };
      state = transcript.state;
    } catch (error) {
      if (isLast || !(error instanceof MemoriesError)) throw error;
      return readParts(newest, parts.slice(n + 1), `its base cannot be read: ${error.message}`, scan);
    }
  }
  throw new Error("a session without parts");
}
