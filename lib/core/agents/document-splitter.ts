import { parseObject } from "../text/json.ts";
import type { LinePasser } from "./line-passer.ts";
import type { RecordSink } from "./record-lines.ts";

/** A longer message is skipped without ever being held. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;
/** Members of the document itself beyond this are prompts and the like. */
const MAX_MEMBER_BYTES = 64 * 1024;
/** The member that holds the records. */
const LIST_KEY = "messages";

/** A value whose bytes are being collected. */
interface Capture {
  readonly limit: number;
  readonly pieces: Buffer[];
  size: number;
}

/**
 * Cuts a JSON document of the form `{…, "messages": [{…}, …], …}` into records as its bytes arrive: the document's
 * other members as one object, then each message. Memory is bounded by the longest message; a document that breaks off,
 * as one that is being written does, gives what it holds up to there.
 */
export class DocumentSplitter {
  private readonly sink: RecordSink;
  private readonly passer: LinePasser | undefined;
  private readonly members: [string, unknown][] = [];
  private told = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private inList = false;
  /** The key of the member at hand, and whether its value has begun. */
  private key: string | undefined;
  private keyBytes: Capture | undefined;
  private value: Capture | undefined;
  private records = 0;
  private isDone = false;
  private isTorn = false;

  /** `passer`: tells which messages need not be parsed. */
  constructor(sink: RecordSink, passer?: LinePasser) {
    this.sink = sink;
    this.passer = passer;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    let from = 0;
    for (let at = 0; at < chunk.length && !this.isDone; at += 1) {
      if (this.inString) {
        // Almost all bytes stand in strings: their ends are looked for and not come upon.
        at = this.stringEnd(chunk, at);
        if (at === chunk.length) break;
        this.endString(chunk, from, at + 1);
        continue;
      }
      const byte = chunk[at] as number;
      if (byte === QUOTE) {
        this.inString = true;
        if (this.depth === 1 && this.key === undefined) [this.keyBytes, from] = [capture(MAX_MEMBER_BYTES), at];
        else if (this.depth === 1 && this.value === undefined) [this.value, from] = [capture(MAX_MEMBER_BYTES), at];
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.depth === 1 && this.key === LIST_KEY && byte === OPEN_BRACKET && !this.inList) this.beginList();
        else if (this.inList && this.depth === 2) [this.value, from] = [capture(MAX_RECORD_BYTES), at];
        else if (this.depth === 1 && this.value === undefined) [this.value, from] = [capture(MAX_MEMBER_BYTES), at];
        this.depth += 1;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.depth -= 1;
        if (this.inList && this.depth === 2) from = this.endRecord(chunk, from, at + 1);
        else if (this.inList && this.depth === 1) this.inList = false;
        else if (this.depth === 0) this.endDocument(chunk, from, at);
      } else if (byte === COMMA && this.depth === 1) {
        this.endMember(chunk, from, at);
      } else if (this.depth === 1 && this.key !== undefined && this.value === undefined && byte > COLON_OR_SPACE) {
        if (byte !== COLON) [this.value, from] = [capture(MAX_MEMBER_BYTES), at];
      }
    }
    const open = this.keyBytes ?? this.value;
    if (open !== undefined) collect(open, chunk, from, chunk.length);
  }

  /** Where the string that goes on at `from` has its closing quote; the chunk's length where it goes on beyond. */
  private stringEnd(chunk: Buffer, from: number): number {
    const start = this.escaped ? from + 1 : from;
    let quote = chunk.indexOf(QUOTE, start);
    while (quote >= 0 && isEscaped(chunk, quote, start)) quote = chunk.indexOf(QUOTE, quote + 1);
    this.escaped = quote < 0 && isEscaped(chunk, chunk.length, start);
    return quote < 0 ? chunk.length : quote;
  }

  private endString(chunk: Buffer, from: number, to: number): void {
    this.inString = false;
    if (this.keyBytes === undefined) return;
    collect(this.keyBytes, chunk, from, to);
    this.key = textOfCapture(this.keyBytes);
    this.keyBytes = undefined;
  }

  /** The bytes have come to an end. */
  end(): void {
    if (this.isDone) return;
    this.isTorn = this.depth > 0;
    this.tellMembers();
    if (this.isTorn || this.records === 0) this.sink.skipped();
  }

  private beginList(): void {
    this.tellMembers();
    this.inList = true;
  }

  private endRecord(chunk: Buffer, from: number, to: number): number {
    const held = this.value;
    this.value = undefined;
    if (held === undefined) return to;
    this.records += 1;
    const bytes = bytesOf(held, chunk, from, to);
    const passed = bytes && this.passer?.pass(bytes, 0, bytes.length);
    if (passed !== undefined) {
      this.sink.passed(passed.timeMs);
      return to;
    }
    const record = bytes && parseObject(bytes.toString("utf8"));
    if (record === undefined) this.sink.skipped();
    else this.sink.record(record, this.records);
    return to;
  }

  private endMember(chunk: Buffer, from: number, to: number): void {
    if (this.value !== undefined && this.key !== undefined) {
      collect(this.value, chunk, from, to);
      const member = this.value.size <= this.value.limit ? parseObject(`{"of":${textOfBytes(this.value)}}`) : undefined;
      if (member !== undefined) this.members.push([this.key, member.of]);
    }
    [this.key, this.value] = [undefined, undefined];
  }

  private endDocument(chunk: Buffer, from: number, to: number): void {
    this.endMember(chunk, from, to);
    this.isDone = true;
    this.tellMembers();
  }

  /** Hands over the document's own members, as far as they are known; again when more have come. */
  private tellMembers(): void {
    if (this.members.length > this.told) this.sink.record(Object.fromEntries(this.members), 0);
    this.told = this.members.length;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
/** White space lies below. */
const COLON_OR_SPACE = 0x20;

/** Whether an odd number of backslashes stands before `at` and not before `start`. */
function isEscaped(chunk: Buffer, at: number, start: number): boolean {
  let first = at;
  while (first > start && chunk[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

function capture(limit: number): Capture {
  return { limit, pieces: [], size: 0 };
}

/** Keeps a copy of bytes that are only lent; once a value is too long, only its length is. */
function collect(into: Capture, chunk: Buffer, from: number, to: number): void {
  into.size += to - from;
  if (into.size <= into.limit) into.pieces.push(Buffer.from(chunk.subarray(from, to)));
  else into.pieces.length = 0;
}

/** The bytes of a value that ends at `to`, lent where all of them are in the chunk; undefined when it is too long. */
function bytesOf(held: Capture, chunk: Buffer, from: number, to: number): Buffer | undefined {
  if (held.size === 0 && to - from <= held.limit) return chunk.subarray(from, to);
  collect(held, chunk, from, to);
  return held.size > held.limit ? undefined : Buffer.concat(held.pieces);
}

function textOfBytes({ pieces }: Capture): string {
  return Buffer.concat(pieces).toString("utf8");
}

function textOfCapture(held: Capture): string {
  const value = parseObject(`{"key":${textOfBytes(held)}}`)?.key;
  return typeof value === "string" ? value : "";
}
