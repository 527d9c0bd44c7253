import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import type { LineSink } from "../../../lib/core/evidence/line-sink.ts";
import { newLineBuffer } from "../../../lib/edge/transcripts/line-splitter.ts";
import { withTranscript } from "../../../lib/edge/transcripts/open-transcript.ts";
import { scanLines } from "../../../lib/edge/transcripts/scan-lines.ts";

const dir = mkdtempSync(join(tmpdir(), "memories-scan-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, bytes: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  return path;
}

async function linesOf(path: string, from = 0, signal?: AbortSignal): Promise<string[]> {
  const lines: string[] = [];
  const sink: LineSink = {
    line: (bytes, start, end, ending) =>
      lines.push(bytes.toString("utf8", start, end) + (ending === "torn" ? "…" : "")),
    unusable: () => lines.push("(unusable)"),
    endBlock: () => {},
  };
  await withTranscript(path, (transcript) => scanLines(transcript, sink, { from, buffer: newLineBuffer(), signal }));
  return lines;
}

const LINES = Array.from({ length: 60_000 }, (_, n) => `line ${n} ${"é".repeat(n % 40)}.`);
const TEXT = LINES.map((line) => `${line}\n`).join("");

/** Says which line differs first, not all of them. */
function expectLines(actual: readonly string[], expected: readonly string[]) {
  expect(actual.find((line, n) => line !== expected[n])).toBeUndefined();
  expect(actual.length).toBe(expected.length);
}

test("a file larger than the buffer gives all its lines, from the start or from an offset", async () => {
  const path = file("plain.jsonl", TEXT);
  expectLines(await linesOf(path), LINES);
  const from = Buffer.byteLength(TEXT.slice(0, TEXT.indexOf("line 59998")));
  expect(await linesOf(path, from)).toEqual(LINES.slice(59_998));
});

test("a compressed file gives the same lines, also when frames were appended", async () => {
  const path = file("whole.jsonl.zst", zstdCompressSync(Buffer.from(TEXT)));
  expectLines(await linesOf(path), LINES);
  appendFileSync(path, zstdCompressSync(Buffer.from("more\n")));
  expectLines(await linesOf(path), [...LINES, "more"]);
});

test("a damaged end of a compressed file costs its last lines only", async () => {
  const whole = zstdCompressSync(Buffer.from(TEXT));
  const cut = await linesOf(file("cut.jsonl.zst", whole.subarray(0, Math.floor(whole.length * 0.9))));
  expect(cut.length).toBeGreaterThan(1_000);
  expectLines(cut.slice(0, -1), LINES.slice(0, cut.length - 1));
  expect(
    await linesOf(file("garbage.jsonl.zst", Buffer.concat([whole, Buffer.from("garbage after the frame")]))),
  ).toEqual(LINES);
  expect(await linesOf(file("none.jsonl.zst", "no frame at all"))).toEqual([]);
});

test("a compressed file that expands beyond reason is refused", async () => {
  const zeros = Buffer.alloc(16 * 1024 * 1024);
  const path = file("bomb.jsonl.zst", Buffer.concat(Array.from({ length: 20 }, () => zstdCompressSync(zeros))));
  expect(statSync(path).size).toBeLessThan(100_000);
  await expect(linesOf(path)).rejects.toThrow(/bomb.jsonl.zst: expands to more than \d+ bytes/);
});

test("links, folders and pipes are not opened", async () => {
  const target = file("target.jsonl", "secret\n");
  symlinkSync(target, join(dir, "link.jsonl"));
  mkdirSync(join(dir, "folder.jsonl"));
  execFileSync("mkfifo", [join(dir, "pipe.jsonl")]);
  for (const [name, reason] of [
    ["link.jsonl", "a symbolic link"],
    ["folder.jsonl", "not a regular file"],
    ["pipe.jsonl", "not a regular file"],
  ]) {
    await expect(linesOf(join(dir, name ?? ""))).rejects.toThrow(
      `transcript cannot be read: ${join(dir, name ?? "")}: ${reason}`,
    );
  }
  await expect(linesOf(join(dir, "gone.jsonl"))).rejects.toThrow("ENOENT");
});

test("reading leaves the file as it was", async () => {
  const path = file("kept.jsonl", "one\ntwo");
  const before = statSync(path);
  expect(await linesOf(path)).toEqual(["one", "two…"]);
  expect(readFileSync(path, "utf8")).toBe("one\ntwo");
  expect(statSync(path).mtimeMs).toBe(before.mtimeMs);
});

test("an aborted signal ends the reading of a large file with its reason", async () => {
  const path = file("large.jsonl", Buffer.alloc(40 * 1024 * 1024, "x".repeat(1_023).concat("\n")));
  await expect(linesOf(path, 0, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
});
