import { lstatSync, readFileSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Glance } from "../../../core/agents/agent-format.ts";
import { DocumentSplitter } from "../../../core/agents/document-splitter.ts";
import { type KnowsFacts, LinePasser } from "../../../core/agents/line-passer.ts";
import { type RecordSink, recordLines } from "../../../core/agents/record-lines.ts";
import { reasonOf } from "../../../core/errors.ts";
import type { LineSink } from "../../../core/evidence/line-sink.ts";
import { objectOf, parseObject } from "../../../core/text/json.ts";
import { newLineBuffer } from "../line-splitter.ts";
import { type OpenTranscript, unreadable, withTranscript } from "../open-transcript.ts";
import { scanLines } from "../scan-lines.ts";

export interface FeedOptions {
  readonly glance: Glance | undefined;
  /** What is known, where lines may be passed over for it. */
  readonly knows?: KnowsFacts;
  /** Where the first line to be read begins. */
  readonly from?: number;
  /** Called before a last line that may still be being written. */
  readonly onTorn?: () => void;
  readonly signal?: AbortSignal;
}

/** Feeds the lines of a transcript as records; the offset after the last complete line. Throws `rollout_unreadable`. */
export function feedLines(file: OpenTranscript, sink: RecordSink, options: FeedOptions): Promise<number> {
  const lines = recordLines(sink, options.glance, options.knows);
  const watched: LineSink = {
    ...lines,
    line(bytes, start, end, ending, place) {
      if (ending === "torn") options.onTorn?.();
      lines.line(bytes, start, end, ending, place);
    },
  };
  buffer ??= newLineBuffer();
  return scanLines(file, watched, {
    from: options.from ?? 0,
    buffer,
    ...(options.signal && { signal: options.signal }),
  });
}

/** Grows to the longest line met; one scan after the other uses it. */
let buffer: Buffer | undefined;

/** Most messages lie in one piece. */
const PIECE_BYTES = 1024 * 1024;
/** Signals get their turn once in this many pieces. */
const PIECES_PER_TURN = 32;

/** Feeds a document's messages as records, in memory bounded by the longest. Throws `rollout_unreadable`. */
export async function feedDocument(
  file: OpenTranscript,
  sink: RecordSink,
  { glance, knows, signal }: Omit<FeedOptions, "from" | "onTorn">,
): Promise<void> {
  const kinds = knows && glance?.kinds;
  if (kinds === undefined && file.size <= PARSED_WHOLE_BYTES && feedParsed(file, sink)) return;
  // A document may be written with spaces between its words: marks, which have none, would not be found.
  const passer = knows && kinds && new LinePasser({ needs: glance?.needs ?? [], ignored: [], kinds }, knows);
  const splitter = new DocumentSplitter(sink, passer);
  const own = piece ?? Buffer.allocUnsafe(PIECE_BYTES);
  piece = undefined;
  let at = 0;
  for (let pieces = 1; ; pieces += 1) {
    const count = readPiece(file, own, at);
    if (count === 0) break;
    splitter.push(own.subarray(0, count));
    at += count;
    if (pieces % PIECES_PER_TURN !== 0) continue;
    await setImmediate();
    signal?.throwIfAborted();
  }
  piece = own;
  splitter.end();
}

/** Serves one document after the other; undefined while one has it. */
let piece: Buffer | undefined;

/** Most documents are small, and parsed whole they are read five times as fast. */
const PARSED_WHOLE_BYTES = 4 * 1024 * 1024;

/** Feeds a document that can be parsed whole; whether it could. */
function feedParsed(file: OpenTranscript, sink: RecordSink): boolean {
  const bytes = Buffer.allocUnsafe(file.size);
  const document = parseObject(bytes.toString("utf8", 0, readPiece(file, bytes, 0)));
  if (document === undefined || !Array.isArray(document.messages)) return false;
  const { messages, ...head } = document;
  sink.record(head, 0);
  for (const [at, message] of messages.entries()) {
    const record = objectOf(message);
    if (record === undefined) sink.skipped();
    else sink.record(record, at + 1);
  }
  return true;
}

function readPiece(file: OpenTranscript, into: Buffer, at: number): number {
  try {
    return readSync(file.descriptor, into, 0, into.length, at);
  } catch (error) {
    throw unreadable(file.path, reasonOf(error), error);
  }
}

/** A record of its own beside a transcript is a page of text; something larger is something else. */
const RECORD_BYTES = 4 * 1024 * 1024;

/** Feeds the record that stands beside a session, where there is one that can be read: it only adds to the session's own. */
export async function feedBeside(path: string | undefined, sink: RecordSink): Promise<void> {
  if (path === undefined || lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  await withTranscript(path, async (file) => {
    const record = file.size > RECORD_BYTES ? undefined : parseObject(readFileSync(file.descriptor, "utf8"));
    if (record === undefined) sink.skipped();
    else sink.record(record, 0);
  });
}
