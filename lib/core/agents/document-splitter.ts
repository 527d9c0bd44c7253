import { parseObject } from "../text/json.ts";
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

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  push(chunk: Buffer): void {
    let from = 0;
    let backslash = -1;
    for (let at = 0; at < chunk.length && !this.isDone; at += 1) {
      if (this.inString) {
        if (this.escaped) {
          this.escaped = false;
          continue;
        }
        // Almost all bytes stand in strings: their ends are looked for and not come upon.
        const quote = chunk.indexOf(QUOTE, at);
        if (backslash < at) backslash = positionOf(BACKSLASH, chunk, at);
        if (backslash < (quote < 0 ? chunk.length : quote)) {
          at = backslash;
          this.escaped = true;
        } else if (quote < 0) break;
        else {
          at = quote;
          this.endString(chunk, from, at + 1);
        }
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
    collect(held, chunk, from, to);
    this.records += 1;
    const record = held.size > held.limit ? undefined : parseObject(textOfBytes(held));
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

/** Where a byte comes next; the chunk's length where it does not. */
function positionOf(byte: number, chunk: Buffer, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at < 0 ? chunk.length : at;
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

function textOfBytes({ pieces }: Capture): string {
  return Buffer.concat(pieces).toString("utf8");
}

function textOfCapture(held: Capture): string {
  const value = parseObject(`{"key":${textOfBytes(held)}}`)?.key;
  return typeof value === "string" ? value : "";
}
