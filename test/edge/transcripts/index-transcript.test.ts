import { afterAll, expect, test } from "bun:test";
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IndexedTail, indexTranscript } from "../../../lib/edge/transcripts/index-transcript.ts";
import { newLineBuffer } from "../../../lib/edge/transcripts/line-splitter.ts";
import {
  metaLine,
  threadId,
  transcriptLine,
  userLine,
  WRITTEN_AT,
  writeTranscript,
} from "../../helpers/transcripts.ts";

const home = mkdtempSync(join(tmpdir(), "memories-index-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const read = (path: string, known?: IndexedTail) =>
  indexTranscript(path, { nameId: threadId(1), known, buffer: newLineBuffer() });
const FILLER = Array.from({ length: 200 }, (_, n) => transcriptLine("event_msg", { type: "x", n }));
const fresh = (lines: readonly string[] = FILLER) =>
  writeTranscript(home, threadId(1), [metaLine(threadId(1)), ...lines]);
const sizeOf = (path: string) => statSync(path).size;
const tokens = (total: number) =>
  transcriptLine("event_msg", { type: "token_count", info: { total_token_usage: { total_tokens: total } } });

/** What reading the file from the start gives: what going on from a tail has to equal. */
async function expectSame(path: string, known: IndexedTail, bytesRead: number) {
  const continued = await read(path, known);
  expect(continued.bytesRead).toBe(bytesRead);
  const { bytesRead: _, ...whole } = await read(path);
  expect(continued).toEqual({ ...whole, bytesRead });
}

test("of a grown file only the new tail is read, with the same result", async () => {
  const path = fresh();
  const { tail } = await read(path);
  const before = sizeOf(path);
  appendFileSync(path, `${userLine("later")}\n${tokens(7)}\n${metaLine(threadId(1), { memory_mode: "disabled" })}\n`);
  await expectSame(path, tail as IndexedTail, sizeOf(path) - before);
  expect((await read(path, tail)).state).toMatchObject({
    title: "later",
    tokensUsed: 7,
    meta: { memoryMode: "disabled" },
  });
});

test("a last line without a newline counts when it is whole, and is read again when the file grows", async () => {
  const path = fresh();
  const before = sizeOf(path);
  appendFileSync(path, userLine("whole"));
  const first = await read(path);
  expect(first.state.title).toBe("whole");
  expect(first.tail).toMatchObject({ tailOffset: before });
  expect(first.tail?.state.title).toBeUndefined();
  appendFileSync(path, `\n${tokens(3)}\n`);
  await expectSame(path, first.tail as IndexedTail, sizeOf(path) - before);
});

test("a torn last line is counted once, however the file goes on", async () => {
  const path = fresh();
  const before = sizeOf(path);
  appendFileSync(path, userLine("torn").slice(0, 40));
  const first = await read(path);
  expect(first.state.skipped).toBe(1);
  appendFileSync(path, userLine("torn").slice(40));
  const second = await read(path, first.tail);
  expect(second.state).toMatchObject({ skipped: 0, title: "torn" });
  expect(second.bytesRead).toBe(sizeOf(path) - before);
});

test.each([
  [
    "the bytes before the tail changed",
    (path: string) =>
      writeFileSync(path, Buffer.concat([Buffer.alloc(sizeOf(path), " "), Buffer.from(`\n${userLine("x")}\n`)])),
  ],
  ["the file shrank", (path: string) => truncateSync(path, sizeOf(path) - 500)],
  ["the file was not grown", (path: string) => utimesSync(path, WRITTEN_AT + 5, WRITTEN_AT + 5)],
  [
    "another file took its place",
    (path: string) => {
      writeFileSync(`${path}.new`, `${[metaLine(threadId(1)), ...FILLER, ...FILLER].join("\n")}\n`);
      renameSync(`${path}.new`, path);
    },
  ],
])("from the start when %s", async (_, change) => {
  const path = fresh();
  const { tail } = await read(path);
  change(path);
  await expectSame(path, tail as IndexedTail, sizeOf(path));
});

test("from the start when a line was dated in the future, since what it counts as depends on the mtime", async () => {
  const path = fresh([transcriptLine("event_msg", { type: "x" }, "2026-11-24T00:00:00.000Z")]);
  const { tail } = await read(path);
  expect(tail?.state.future).toBe(true);
  appendFileSync(path, `${userLine("x")}\n`);
  utimesSync(path, WRITTEN_AT + 86_400, WRITTEN_AT + 86_400);
  await expectSame(path, tail as IndexedTail, sizeOf(path));
});

test("a time right now proves nothing, an older one does", async () => {
  const path = fresh();
  expect((await read(path)).mtime).toBe("settled");
  utimesSync(path, Date.now() / 1_000, Date.now() / 1_000);
  expect((await read(path)).mtime).toBe("fresh");
});

test("a compressed transcript reads the same and has no tail", async () => {
  const plain = await read(fresh());
  const path = writeTranscript(home, threadId(1), [metaLine(threadId(1)), ...FILLER], { compress: true });
  const compressed = await read(path);
  expect(compressed.state).toEqual(plain.state);
  expect(compressed.tail).toBeUndefined();
});

test.each([
  ["empty", Buffer.from("")],
  ["of NULs", Buffer.alloc(5_000)],
  ["of text", Buffer.from("hello\nworld\n")],
  ["of JSON that is no object", Buffer.from('[1]\n"a"\n7\n')],
])("a file %s has no usable line", async (_, bytes) => {
  await expect(read(writeTranscript(home, threadId(2), bytes))).rejects.toThrow("no usable line");
});

test("CRLF, a byte order mark, NULs after a crash and broken UTF-8 cost only the lines they are in", async () => {
  const bytes = Buffer.concat([
    Buffer.from(`\ufeff${metaLine(threadId(1))}\r\n`),
    Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
    Buffer.from(`${userLine("héllo")}\r\n`),
    Buffer.alloc(4_096),
  ]);
  const { state } = await read(writeTranscript(home, threadId(1), bytes));
  expect(state).toMatchObject({ usable: 2, skipped: 2, title: "héllo", meta: { cwd: "/work" } });
});
