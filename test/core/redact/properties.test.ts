import { expect, test } from "bun:test";
import fc from "fast-check";
import { REDACTION_MARKER } from "../../../lib/core/constants.ts";
import { redact, redactText } from "../../../lib/core/redact/redact.ts";
import {
  ByteRedactor,
  renderPartBytes,
  renderParts,
  type StreamPart,
  StreamRedactor,
} from "../../../lib/core/redact/stream/stream-redactor.ts";
import { soup } from "./corpus/soup.ts";

const RUNS = { numRuns: 1_000 };

test("redacting twice is redacting once", () => {
  fc.assert(
    fc.property(soup, (text) => {
      const once = redactText(text);
      expect(redactText(once)).toBe(once);
    }),
    RUNS,
  );
});

test("findings are in order, apart, inside the text, and what lies between them is kept", () => {
  fc.assert(
    fc.property(soup, (text) => {
      const { findings, text: redacted } = redact(text);
      let at = 0;
      let expected = "";
      for (const { start, end } of findings) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expected += text.slice(at, start) + REDACTION_MARKER;
        at = end;
      }
      expect(at).toBeLessThanOrEqual(text.length);
      expect(redacted).toBe(expected + text.slice(at));
    }),
    RUNS,
  );
});

test("no line is lost or gained outside of key blocks and quoted texts", () => {
  const line = fc.constantFrom(
    "password=hunter2hunter2",
    "token: a8s7d6f5a8s7",
    "plain text",
    "",
    "Bearer abcdefgh12345678",
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom("\n", "\\n", "\r\n"), (lines, lineEnd) => {
      expect(redactText(lines.join(lineEnd)).split(lineEnd)).toHaveLength(lines.join(lineEnd).split(lineEnd).length);
    }),
  );
});

/** The text cut at arbitrary places. */
function cut<T>(whole: { length: number; slice(start: number, end: number): T }, places: readonly number[]): T[] {
  const at = [...new Set([0, ...places.map((place) => place % (whole.length + 1)), whole.length])].toSorted(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => whole.slice(at[index] ?? 0, end));
}

const long = fc
  .array(soup, { minLength: 1, maxLength: 12 })
  .chain((pieces) => fc.constantFrom(1, 40, 400).map((times) => pieces.join(" ").repeat(times).slice(0, 350_000)));

test("a stream gives what the whole gives, however it is cut", () => {
  fc.assert(
    fc.property(long, fc.array(fc.nat(), { maxLength: 30 }), (text, places) => {
      const stream = new StreamRedactor();
      const pieces: StreamPart[] = [...cut(text, places).flatMap((chunk) => stream.push(chunk)), ...stream.end()];
      expect(renderParts(pieces)).toBe(redactText(text));
    }),
    { numRuns: 40 },
  );
});

test("where blocks lie makes no difference to what is found in lines of usual length", () => {
  const lines = fc.array(
    soup.map((text) => text.replaceAll("PRIVATE KEY", "").slice(0, 300)),
    { maxLength: 400 },
  );
  fc.assert(
    fc.property(lines, fc.integer({ min: 700, max: 9_000 }), (pieces, blockLength) => {
      const text = pieces.join("\n\n");
      const stream = new StreamRedactor({ blockLength });
      expect(renderParts([...stream.push(text), ...stream.end()])).toBe(redactText(text));
    }),
    { numRuns: 150 },
  );
});

test("bytes come through in order where chunks are larger and smaller than what is held", () => {
  const line = `password=hunter2hunter2\n${"plain words in a line of text\n".repeat(200)}`;
  const bytes = Buffer.from(line.repeat(300));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700_000 }), { maxLength: 12 }), (sizes) => {
      const stream = new ByteRedactor();
      const clean: Buffer[] = [];
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        clean.push(Buffer.from(renderPartBytes(stream.push(bytes.subarray(at, at + size)))));
        at = Math.min(bytes.length, at + size);
      }
      clean.push(Buffer.from(renderPartBytes(stream.end())));
      expect(Buffer.concat(clean).toString()).toBe(line.replace("hunter2hunter2", REDACTION_MARKER).repeat(300));
    }),
    { numRuns: 10 },
  );
});

test("bytes that are no UTF-8 come through, and secrets among them go, however the bytes are cut", () => {
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    soup.map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 20 }), (parts, places) => {
      const bytes = Buffer.concat(parts);
      const stream = new ByteRedactor();
      // What a call gives is valid until the next one.
      const clean = cut(bytes, places).map((chunk) => Buffer.from(renderPartBytes(stream.push(chunk))));
      clean.push(Buffer.from(renderPartBytes(stream.end())));
      const expected = Buffer.from(redactText(bytes.toString("latin1")), "latin1");
      expect(Buffer.concat(clean).equals(expected)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
