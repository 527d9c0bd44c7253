import type { LineSink } from "../evidence/line-sink.ts";
import { type JsonObject, parseObject } from "../text/json.ts";
import { parseRfc3339 } from "../text/time.ts";
import type { Glance } from "./agent-format.ts";
import { MarkFinder } from "./mark-finder.ts";

/** What takes the records of a session one by one. */
export interface RecordSink {
  /** `line`: which record of the session it is, from 1. */
  record(record: JsonObject, line: number): void;
  /** A record whose meaning is not wanted, and its time in milliseconds where one was seen. */
  passed(timeMs: number | undefined): void;
  /** A record that cannot be read. */
  skipped(): void;
}

/**
 * Hands the lines of a transcript to `sink` as records. Lines that say in their first bytes that they mean nothing are
 * passed over; while `marksOnly` holds, so is each line without a mark.
 */
export function recordLines(sink: RecordSink, glance: Glance | undefined, marksOnly: () => boolean): LineSink {
  const ignored = (glance?.ignored ?? []).map((text) => Buffer.from(text));
  const marks = new MarkFinder(glance?.marks ?? []);
  const isIgnored = (bytes: Buffer, start: number, end: number) =>
    ignored.some(
      (head) => end - start >= head.length && bytes.compare(head, 0, head.length, start, start + head.length) === 0,
    );
  let newlines = 0;
  let counted = 0;
  /** Counts what ends between two lines: blank and unusable lines are lines too. */
  const countTo = (bytes: Buffer, to: number) => {
    for (let at = bytes.indexOf(NEWLINE, counted); at >= 0 && at < to; at = bytes.indexOf(NEWLINE, at + 1))
      newlines += 1;
    counted = to;
  };
  return {
    line(bytes, start, end) {
      countTo(bytes, start);
      counted = end;
      if (bytes[end - 1] === CLOSING_BRACE && bytes[start] === OPENING_BRACE) {
        if (isIgnored(bytes, start, end)) return sink.passed(undefined);
        if (glance !== undefined && marksOnly() && !marks.isIn(bytes, start, end)) {
          return sink.passed(timeIn(bytes.subarray(start, end)));
        }
      }
      const record = parseObject(bytes.toString("utf8", start, end));
      if (record === undefined) sink.skipped();
      else sink.record(record, newlines + 1);
    },
    unusable: () => sink.skipped(),
    endBlock(bytes) {
      marks.endBlock();
      countTo(bytes, bytes.length);
      counted = 0;
    },
  };
}

const NEWLINE = 0x0a;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const TIMESTAMP = Buffer.from('"timestamp":"');
const TIME_BYTES = "2026-11-27T18:04:14.561Z".length;

/** The last time that a line names at any depth: records are written with their own after what they hold. */
function timeIn(line: Buffer): number | undefined {
  const at = line.lastIndexOf(TIMESTAMP);
  if (at < 0) return undefined;
  const from = at + TIMESTAMP.length;
  return parseRfc3339(line.toString("latin1", from, from + TIME_BYTES));
}
