import { FORMATS } from "../../../core/agents/formats.ts";
import { wasTyped } from "../../../core/agents/prompt-log.ts";
import { EMPTY_STATE, type MetadataState } from "../../../core/agents/session/metadata-state.ts";
import { MetadataReader } from "../../../core/agents/session/read-metadata.ts";
import { type SessionMetadata, sessionMetadata } from "../../../core/agents/session/session-metadata.ts";
import { DAY_SECONDS } from "../../../core/constants.ts";
import { unreadable, withTranscript } from "../open-transcript.ts";
import { type FeedOptions, feedBeside, feedDocument, feedLines } from "./feed-records.ts";
import type { ListedSession, SessionFile } from "./listed-session.ts";
import { onlyGrew, type TailProof, tailProof } from "./tail-proof.ts";

/** What was kept of a session in one file of lines: enough to go on where it ended. */
export interface KnownSession {
  readonly proof: TailProof;
  /** The metadata of all complete lines. */
  readonly state: MetadataState;
}

export interface IndexedSession {
  readonly metadata: SessionMetadata;
  readonly state: MetadataState;
  /** Undefined where the session has to be read whole the next time too. */
  readonly known: KnownSession | undefined;
  /** Whether the mtime proves anything: a write right after the reading could have left it as it was. */
  readonly mtime: "settled" | "fresh";
  readonly bytesRead: number;
}

/** File times can be this coarse, in milliseconds. */
const FRESH_MS = 2_000;

/**
 * Reads a session's metadata from its files, only the new tail where one file of lines is proven to have grown. Throws
 * `rollout_unreadable` when no file can be opened or none has a usable record, and the reason of `signal`.
 */
export async function indexSession(
  session: ListedSession,
  known?: KnownSession,
  signal?: AbortSignal,
): Promise<IndexedSession> {
  const [file] = session.files;
  if (file?.form === "lines" && session.files.length === 1 && session.record === undefined) {
    return indexLines(session, file, known, signal);
  }
  const mtimeMs = Math.max(0, ...session.files.map((each) => each.mtimeMs));
  const reader = new MetadataReader(FORMATS[session.agent], latestMs(mtimeMs));
  await feedBeside(session.record, reader);
  const before = reader.result().usable;
  for (const each of session.files) await feedFile(each, session, reader, signal);
  const state = reader.result();
  if (state.usable === before) throw unreadable(file?.path ?? session.key, "no usable record");
  const bytesRead = session.files.reduce((sum, each) => sum + each.size, 0);
  return {
    metadata: metadataOf(session, state, mtimeMs),
    state,
    known: undefined,
    mtime: freshness(mtimeMs),
    bytesRead,
  };
}

function indexLines(
  session: ListedSession,
  { path }: SessionFile,
  known: KnownSession | undefined,
  signal: AbortSignal | undefined,
): Promise<IndexedSession> {
  return withTranscript(path, async (file) => {
    const format = FORMATS[session.agent];
    const latest = latestMs(file.mtimeMs);
    const isTail = known !== undefined && mayGoOn(known.state, latest) && onlyGrew(file, known.proof);
    const from = isTail ? known.proof.tailOffset : 0;
    const reader = new MetadataReader(format, latest, isTail ? known.state : EMPTY_STATE);
    let whole: MetadataState | undefined;
    const tailOffset = await feedLines(file, reader, {
      glance: format.glance,
      knows: (needs) => reader.knows(needs),
      from,
      onTorn: () => {
        whole = reader.result();
      },
      ...(signal && { signal }),
    });
    const state = reader.result();
    if (state.usable === 0) throw unreadable(path, "no usable line");
    return {
      metadata: metadataOf(session, state, file.mtimeMs),
      state,
      known: { proof: tailProof(file, tailOffset), state: whole ?? state },
      mtime: freshness(file.mtimeMs),
      bytesRead: Math.max(0, file.size - from),
    };
  });
}

/** Where a record was dated in the future, what counts of it depends on the mtime of the whole. */
function mayGoOn(state: MetadataState, latest: number): boolean {
  return state.future !== true && (state.newestMs ?? 0) <= latest;
}

async function feedFile(
  { path, form }: SessionFile,
  session: ListedSession,
  reader: MetadataReader,
  signal: AbortSignal | undefined,
): Promise<void> {
  await withTranscript(path, async (file) => {
    const { glance } = FORMATS[session.agent];
    const options: FeedOptions = { glance, knows: (needs) => reader.knows(needs), ...(signal && { signal }) };
    if (form === "document") await feedDocument(file, reader, options);
    else await feedLines(file, reader, options);
  });
}

/** No record of a file can be later than this: a clock that is further ahead is not believed. */
function latestMs(mtimeMs: number): number {
  return mtimeMs + DAY_SECONDS * 1_000;
}

function freshness(mtimeMs: number): IndexedSession["mtime"] {
  return Math.abs(Date.now() - mtimeMs) <= FRESH_MS ? "fresh" : "settled";
}

function metadataOf(session: ListedSession, state: MetadataState, mtimeMs: number): SessionMetadata {
  const nativeId = state.facts.nativeId ?? session.key;
  const typed = session.prompts && wasTyped(session.prompts, nativeId, state);
  return sessionMetadata(state, {
    agent: session.agent,
    nativeId,
    mtimeMs,
    ...(session.cwd !== undefined && { cwd: session.cwd }),
    ...(typed !== undefined && { channel: typed ? ("cli" as const) : ("exec" as const) }),
  });
}
