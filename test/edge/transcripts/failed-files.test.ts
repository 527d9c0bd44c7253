import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { rememberFailuresIn } from "../../../lib/edge/transcripts/failed-files.ts";
import { indexTranscript } from "../../../lib/edge/transcripts/index-transcript.ts";
import { newLineBuffer } from "../../../lib/edge/transcripts/line-splitter.ts";

/** Beyond what the stack holds. */
const DEEP = 100_000;

let dir = "";
let cache = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "memories-failed-"));
  cache = join(dir, "home/cache");
  mkdirSync(join(dir, "home"));
  rememberFailuresIn(cache);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ID = "01a203bf-2647-7572-94de-4d3c6435a8a3";
const META = `${JSON.stringify({ timestamp: "2026-11-20T10:00:00Z", type: "session_meta", payload: { id: ID, cwd: "/x", source: "cli" } })}\n`;

/** Reads a transcript's metadata; in words how that went. */
async function read(path: string): Promise<string> {
  const options = {
    nameId: ID,
    known: undefined,
    buffer: newLineBuffer(),
    signal: new AbortController().signal,
    hasFile: () => false,
  };
  return indexTranscript(path, options).then(
    () => "read",
    (thrown) => `${thrown.code}: ${thrown.message.split(": ").at(-1)}`,
  );
}

function nested(depth: number): string {
  const source = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  return `{"timestamp":"2026-11-20T10:00:00Z","type":"session_meta","payload":{"id":"${ID}","source":${source}}}\n`;
}

test("a source that is nested too deeply is its file's failure, and no bug", async () => {
  const path = join(dir, "rollout.jsonl");
  writeFileSync(path, nested(DEEP) + META);
  expect(await read(path)).toBe("rollout_unusable: its lines are nested too deeply or too long");
});

test("a failure costs once: the file is not read again while size, time and inode are the same", async () => {
  const path = join(dir, "rollout.jsonl.zst");
  writeFileSync(path, zstdCompressSync(Buffer.alloc(300 * 1024 * 1024)));
  const { size, atime, mtime } = statSync(path);
  const failure = await read(path);
  expect(failure).toMatch(/^rollout_unusable: expands to more than \d+ bytes$/);
  // Sound now, under the marks of the old content: only one that is not read fails still.
  const sound = zstdCompressSync(META);
  writeFileSync(path, Buffer.concat([sound, skippable(size - sound.length)]));
  utimesSync(path, atime, mtime);
  // As the next process finds it.
  rememberFailuresIn(cache);
  expect(await read(path)).toBe(failure);
  utimesSync(path, atime, new Date(mtime.getTime() + 5_000));
  expect(await read(path)).toBe("read");
});

test("nothing is made for it where there is no home, and a damaged cache is as good as none", async () => {
  rmSync(join(dir, "home"), { recursive: true });
  const path = join(dir, "rollout.jsonl");
  writeFileSync(path, nested(DEEP));
  expect(await read(path)).toContain("rollout_unusable");
  expect(readdirSync(dir)).toEqual(["rollout.jsonl"]);
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "failed-transcripts.json"), '{"v":1,"files":[["x"');
  rememberFailuresIn(cache);
  expect(await read(path)).toContain("rollout_unusable");
});

/** A frame of Zstandard that decoders pass over. */
function skippable(length: number): Buffer {
  const frame = Buffer.alloc(length);
  frame.writeUInt32LE(0x184d2a50, 0);
  frame.writeUInt32LE(length - 8, 4);
  return frame;
}
