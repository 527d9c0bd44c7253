import { expect, test } from "bun:test";
import fc from "fast-check";
import type { LinePlace, LineSink } from "../../../lib/core/evidence/line-sink.ts";
import { LineSplitter, MAX_LINE_BYTES, newLineBuffer } from "../../../lib/edge/transcripts/line-splitter.ts";

interface Heard {
  readonly lines: string[];
  torn: string[];
  unusable: number;
}

function recorder(): { heard: Heard; sink: LineSink } {
  const heard: Heard = { lines: [], torn: [], unusable: 0 };
  const sink: LineSink = {
    line: (bytes, start, end, ending) =>
      (ending === "torn" ? heard.torn : heard.lines).push(bytes.toString("utf8", start, end)),
    unusable: () => {
      heard.unusable += 1;
    },
    endBlock: () => {},
  };
  return { heard, sink };
}

function split(chunks: readonly Buffer[], buffer = newLineBuffer()) {
  const { heard, sink } = recorder();
  const splitter = new LineSplitter(sink, 0, buffer);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.finish();
  return { ...heard, completeTo: splitter.completeTo };
}

test("lines end in LF or CRLF, blank ones are nothing, the last one may be torn", () => {
  expect(split([Buffer.from("one\r\n\n \t\r\ntwo  \nthr")])).toEqual({
    lines: ["one", "two"],
    torn: ["thr"],
    unusable: 0,
    completeTo: 16,
  });
});

test("a byte order mark is left out at the very beginning only", () => {
  expect(split([Buffer.from("\ufeffone\n\ufefftwo\n")]).lines).toEqual(["one", "\ufefftwo"]);
});

test("a line that is not UTF-8 is counted, its neighbours are read", () => {
  const bytes = Buffer.concat([
    Buffer.from("é\n"),
    Buffer.from([0x61, 0xff, 0x0a]),
    Buffer.from("ü\n"),
    Buffer.from([0xc3]),
  ]);
  expect(split([bytes])).toEqual({ lines: ["é", "ü"], torn: [], unusable: 2, completeTo: 9 });
});

test("each line is told with its number and the byte of its file at which it begins, however the bytes arrive", () => {
  const line = fc.constantFrom("one", "€uro", "", " ", "a\r", "x".repeat(90));
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.nat({ max: 1_000 }),
      fc.constantFrom("", "\ufeff"),
      (lines, sizes, from, mark) => {
        const bytes = Buffer.from(`${mark}${lines.join("\n")}`);
        const told: { text: string; offset: number; line: number }[] = [];
        const sink: LineSink = {
          line: (block, start, end, _ending, { line, byte }) =>
            told.push({ text: block.toString("utf8", start, end), offset: byte, line }),
          unusable: () => {},
          endBlock: () => {},
        };
        const splitter = new LineSplitter(sink, mark === "" ? from : 0, Buffer.alloc(16));
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const size = sizes[n % sizes.length] ?? 1;
          splitter.push(bytes.subarray(at, at + size));
          at += size;
        }
        splitter.finish();
        const begun = mark === "" ? from : 0;
        for (const { text, offset, line } of told) {
          const place = offset - begun;
          expect(line).toBe(bytes.subarray(0, place).filter((byte) => byte === 10).length + 1);
          expect(bytes.toString("utf8", place, place + Buffer.byteLength(text))).toBe(text);
          expect(place === 0 || bytes[place - 1] === 10 || (mark !== "" && place === 3)).toBe(true);
        }
        expect(told.length).toBe(lines.filter((one) => one.trim() !== "").length);
      },
    ),
  );
});

test("lines keep their numbers past empty, overlong and broken ones, however the file arrives", () => {
  const part = fc.constantFrom("{}", '{"a":1}', "", "  ", "\r", "x".repeat(400), "\xff");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.integer({ min: 1, max: 300 }), (lines, piece) => {
      const bytes = Buffer.from(lines.join("\n"), "latin1");
      const seen: [number, string][] = [];
      const splitter = new LineSplitter(
        {
          line: (from, start, end, _ending, { line }) => seen.push([line, from.toString("latin1", start, end)]),
          unusable: () => {},
          endBlock: () => {},
        },
        0,
        Buffer.alloc(16),
      );
      for (let at = 0; at < bytes.length; at += piece) splitter.push(bytes.subarray(at, at + piece));
      splitter.finish();
      for (const [number, text] of seen) expect(lines[number - 1]?.trimEnd()).toBe(text);
      expect(seen.length).toBe(lines.filter((one) => one.trim() !== "" && one !== "\xff").length);
    }),
  );
});

test("a line behind one that is too long begins where it begins", () => {
  const places: LinePlace[] = [];
  const sink: LineSink = {
    line: (_bytes, _start, _end, _ending, place) => places.push(place),
    unusable: () => {},
    endBlock: () => {},
  };
  const splitter = new LineSplitter(sink, 0, newLineBuffer());
  for (const chunk of [Buffer.from("a\n"), Buffer.alloc(MAX_LINE_BYTES + 10, 0x61), Buffer.from("\nb\n")])
    splitter.push(chunk);
  splitter.finish();
  expect(places).toEqual([
    { line: 1, byte: 0 },
    { line: 3, byte: 2 + MAX_LINE_BYTES + 10 + 1 },
  ]);
});

test("however the bytes arrive and however small the buffer is, the lines are the same", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "€", "😀", "\r", "\n", " "), { maxLength: 200 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(
      text,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 64 }),
      (whole, sizes, capacity) => {
        const bytes = Buffer.from(whole);
        const chunks: Buffer[] = [];
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const size = sizes[n % sizes.length] ?? 1;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        const expected = whole.split("\n");
        const trimmed = expected.map((line) => line.replace(/[ \r\t]+$/, ""));
        const result = split(chunks, Buffer.alloc(capacity));
        expect(result.lines).toEqual(trimmed.slice(0, -1).filter((line) => line !== ""));
        expect(result.torn).toEqual(trimmed.slice(-1).filter((line) => line !== ""));
        expect(result.completeTo).toBe(Buffer.byteLength(whole.slice(0, whole.lastIndexOf("\n") + 1)));
      },
    ),
  );
});

test("a line of 64 MiB is kept, one byte more is skipped without being held, and reading goes on", () => {
  const chunk = Buffer.alloc(1 << 20, "x");
  const { sink } = recorder();
  const lengths: number[] = [];
  let unusable = 0;
  const counting: LineSink = {
    ...sink,
    line: (_, start, end) => lengths.push(end - start),
    unusable: () => {
      unusable += 1;
    },
  };
  const splitter = new LineSplitter(counting, 0, newLineBuffer());
  const long = (extra: string) => {
    for (let n = 0; n < 64; n += 1) splitter.push(chunk);
    splitter.push(Buffer.from(extra));
  };
  long("\r\n");
  long("x\n");
  for (let n = 0; n < 200; n += 1) splitter.push(chunk);
  // Whatever is being skipped takes no room.
  expect(splitter.room().length).toBeLessThanOrEqual(1 << 20);
  splitter.push(Buffer.from("\nshort\n"));
  const complete = splitter.completeTo;
  long("xx");
  splitter.finish();
  expect(lengths).toEqual([MAX_LINE_BYTES, 5]);
  expect(unusable).toBe(3);
  expect(splitter.completeTo).toBe(complete);
});
