import { expect, test } from "bun:test";
import fc from "fast-check";
import { BlockSplitter, CLOSE_TAG, OPEN_TAG } from "../../../lib/core/citations/block-splitter.ts";
import { parseCitation } from "../../../lib/core/citations/citation-scanner.ts";
import { citationOf } from "./oracle.ts";
import { threeBlocks } from "./sample.ts";
import { cutAt, scan } from "./scan.ts";

const ID = "019c6e27-e55b-73d1-87d8-4e01f1f75043";

/** Texts made of the pieces that matter, whole and broken. */
const piece = fc.constantFrom(
  OPEN_TAG,
  CLOSE_TAG,
  "<citation_entries>",
  "</citation_entries>",
  "<rollout_ids>",
  "</rollout_ids>",
  "<thread_ids>",
  "</thread_ids>",
  "MEMORY.md:2-3|note=[a]",
  " a:b:7 - 9 |note=[x|note=[y]]",
  "rollout_summaries/x.md:1-4294967296|note=[too big]",
  ID,
  `  ${ID.toUpperCase()}  `,
  "\n",
  "\r\n",
  "<",
  "<oai-mem-",
  "</oai-mem-citation",
  "é日🧠",
  " ",
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
  fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 20 }).map((pieces) => pieces.join("")),
);
const cuts = fc.array(fc.nat({ max: 5_000 }), { maxLength: 12 });

test("the block of the contract reads as two entries and one id", () => {
  const block = `Done.\n<oai-mem-citation>
<citation_entries>
MEMORY.md:234-236|note=[what it gave]
rollout_summaries/2026-02-17T21-23-02-LN3m-weekly_report.md:10-12|note=[format]
</citation_entries>
<rollout_ids>
${ID}
</rollout_ids>
</oai-mem-citation>`;
  expect(parseCitation(block)).toEqual({
    entries: [
      { path: "MEMORY.md", lineStart: 234, lineEnd: 236, note: "what it gave" },
      {
        path: "rollout_summaries/2026-02-17T21-23-02-LN3m-weekly_report.md",
        lineStart: 10,
        lineEnd: 12,
        note: "format",
      },
    ],
    rolloutIds: [ID],
  });
});

test("a text without a readable line in any block has no citation", () => {
  for (const none of [
    "",
    "plain",
    OPEN_TAG,
    `${OPEN_TAG}${CLOSE_TAG}`,
    `${OPEN_TAG}<rollout_ids>\n \n</rollout_ids>`,
  ]) {
    expect(parseCitation(none)).toBeUndefined();
  }
});

test("an id counts once across blocks, and <thread_ids> only where a block has no <rollout_ids>", () => {
  const block = (body: string) => `${OPEN_TAG}${body}${CLOSE_TAG}`;
  const found = parseCitation(
    [
      block("<rollout_ids>\na\nb\na\n</rollout_ids>"),
      block("<thread_ids>\nb\nc\n</thread_ids>"),
      block("<thread_ids>\nd\n</thread_ids><rollout_ids></rollout_ids>"),
    ].join("between"),
  );
  expect(found?.rolloutIds).toEqual(["a", "b", "c"]);
});

test("only the first section of a kind in a block is read", () => {
  const body = "<rollout_ids>\na\n</rollout_ids><rollout_ids>\nb\n</rollout_ids>";
  expect(parseCitation(`${OPEN_TAG}${body}${CLOSE_TAG}`)?.rolloutIds).toEqual(["a"]);
});

test("a block still open at the end of the text is closed there, with the lines it has", () => {
  const open = `${OPEN_TAG}<citation_entries>\nMEMORY.md:1-2|note=[a]\nMEMORY.md:3-`;
  expect(parseCitation(open)?.entries).toEqual([{ path: "MEMORY.md", lineStart: 1, lineEnd: 2, note: "a" }]);
});

test("lone closing tags, other letter case and a partial tag at the end are visible text", () => {
  const plain = `a${CLOSE_TAG}b<OAI-mem-citation>c<oai-mem-citation >d<oai-mem-citatio`;
  expect(scan([Buffer.from(plain)])).toEqual({ visible: plain, citation: undefined, malformed: [] });
});

test("a line longer than 64 KiB is skipped and one of exactly 64 KiB is read", () => {
  const frame = (line: string) =>
    `${OPEN_TAG}<citation_entries>\n${line}\nb:1-1|note=[]\n</citation_entries>${CLOSE_TAG}`;
  const line = (bytes: number) => "a:1-1|note=[]".replace("a", "a".repeat(bytes - "a:1-1|note=[]".length + 1));
  const fits = scan(cutAt(Buffer.from(frame(line(65_536))), [1_000, 40_000]));
  const tooLong = scan(cutAt(Buffer.from(frame(line(65_537))), [1_000, 40_000]));
  expect(fits.citation?.entries.length).toBe(2);
  expect(tooLong.citation?.entries.map((entry) => entry.path)).toEqual(["b"]);
  expect(tooLong.malformed).toEqual([{ reason: "too long", text: "" }]);
});

test("the ten-kilobyte sample gives the same result when it is split at every byte", () => {
  const bytes = Buffer.from(threeBlocks());
  const whole = scan([bytes]);
  expect(whole.citation?.entries.length).toBe(4);
  expect(whole.citation?.rolloutIds.length).toBe(3);
  expect(whole.visible).toBe(Buffer.from(citationOf(threeBlocks()).visible).toString("latin1"));
  for (let at = 0; at <= bytes.length; at += 1) {
    expect(scan([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
  }
  expect(scan(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(whole);
});

test("chunking never changes the result, and the result is that of plain splitting", () => {
  fc.assert(
    fc.property(text, cuts, (input, offsets) => {
      const bytes = Buffer.from(input);
      const whole = scan([bytes]);
      const expected = citationOf(bytes.toString());
      expect(whole.citation).toEqual(expected.citation);
      expect(whole.visible).toBe(Buffer.from(expected.visible).toString("latin1"));
      expect(scan(cutAt(bytes, offsets))).toEqual(whole);
    }),
    { numRuns: 2_000 },
  );
});

test("visible text and blocks, put together again, are the input, whatever bytes it has", () => {
  const bytes = fc.array(
    fc.oneof(
      piece.map((part) => Buffer.from(part)),
      fc.uint8Array({ maxLength: 8 }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(bytes, cuts, (parts, offsets) => {
      const input = Buffer.concat(parts);
      const out: Buffer[] = [];
      let inside = false;
      const enter = () => {
        if (!inside) out.push(Buffer.from(OPEN_TAG));
        inside = true;
      };
      const splitter = new BlockSplitter({
        visible: (chunk) => out.push(Buffer.from(chunk)),
        body: (chunk) => {
          enter();
          out.push(Buffer.from(chunk));
        },
        closed: (by) => {
          enter();
          if (by === "tag") out.push(Buffer.from(CLOSE_TAG));
          inside = false;
        },
      });
      for (const chunk of cutAt(input, offsets)) splitter.push(chunk);
      splitter.end();
      expect(Buffer.concat(out).equals(input)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("text before a < is out before the next chunk is read; only a possible tag is held back", () => {
  const seen: string[] = [];
  const splitter = new BlockSplitter({
    visible: (bytes) => seen.push(bytes.toString()),
    body: () => {},
    closed: () => {},
  });
  splitter.push(Buffer.from("all of this <"));
  expect(seen.join("")).toBe("all of this ");
  splitter.push(Buffer.from("b> and <oai-mem-"));
  expect(seen.join("")).toBe("all of this <b> and ");
  splitter.push(Buffer.from("x"));
  expect(seen.join("")).toBe("all of this <b> and <oai-mem-x");
});
