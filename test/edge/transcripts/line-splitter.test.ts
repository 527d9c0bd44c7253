import { expect, test } from "bun:test";
import fc from "fast-check";
import type { LineSink } from "../../../lib/core/evidence/line-sink.ts";
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
