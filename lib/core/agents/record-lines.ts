import type { LineSink } from "../evidence/line-sink.ts";
import { type JsonObject, parseObject } from "../text/json.ts";
import type { Glance } from "./agent-format.ts";
import { type KnowsFacts, LinePasser } from "./line-passer.ts";

/** What takes the records of a session one by one. */
export interface RecordSink {
  /** `line`: which record of the session it is, from 1. `byte`: where in its file its line begins, if it has one. */
  record(record: JsonObject, line: number, byte?: number): void;
  /** A record whose meaning is not wanted, and its time in milliseconds where one was seen. */
  passed(timeMs: number | undefined): void;
  /** A record that cannot be read. */
  skipped(): void;
}

/**
 * Hands the lines of a transcript to `sink` as records. Lines that say in their first bytes that they mean nothing are
 * passed over; where `knows` is given, so is each line without a mark once the facts are known that it could tell.
 */
export function recordLines(sink: RecordSink, glance: Glance | undefined, knows?: KnowsFacts): LineSink {
  const ignored = (glance?.ignored ?? []).map((text) => Buffer.from(text));
  const passer = glance === undefined || knows === undefined ? undefined : new LinePasser(glance, knows);
  const isIgnored = (bytes: Buffer, start: number, end: number) =>
    ignored.some(
      (head) =>
        // Most lines differ where the last byte stands.
        end - start >= head.length &&
        bytes[start + head.length - 1] === head[head.length - 1] &&
        bytes.compare(head, 0, head.length, start, start + head.length) === 0,
    );
  return {
    line(bytes, start, end, _ending, place) {
      if (bytes[end - 1] === CLOSING_BRACE && isCompact(bytes, start, end)) {
        if (isIgnored(bytes, start, end)) return sink.passed(undefined);
        const passed = passer?.pass(bytes, start, end);
        if (passed !== undefined) return sink.passed(passed.timeMs);
      }
      const record = parseObject(bytes.toString("utf8", start, end));
      if (record === undefined) sink.skipped();
      else sink.record(record, place.line, place.byte);
    },
    unusable: () => sink.skipped(),
    endBlock: () => {},
  };
}

/** Whether a line is written as the products do, without a space after its first key: what is glanced at is only then so. */
function isCompact(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== OPENING_BRACE || bytes[start + 1] !== QUOTE) return false;
  let at = start + KEY_AT;
  while (at < end && bytes[at] !== QUOTE) at += 1;
  return bytes[at + 1] === COLON && bytes[at + 2] !== SPACE;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
/** Right after `{"`. */
const KEY_AT = 2;
