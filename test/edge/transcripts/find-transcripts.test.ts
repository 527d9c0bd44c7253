import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTranscripts } from "../../../lib/edge/transcripts/find-transcripts.ts";
import { threadId, writeTranscript } from "../../helpers/transcripts.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "memories-find-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const pathsOf = (folder: "sessions" | "archived_sessions" = "sessions") =>
  findTranscripts(home, folder)
    .files.map(({ path }) => path.slice(home.length + 1))
    .sort();

test("transcripts are found by name at any depth, with size, time and inode", () => {
  const path = writeTranscript(home, threadId(1), ["{}"]);
  writeTranscript(home, threadId(2), ["{}"], { day: "2026/1/deep/er", compress: true });
  writeTranscript(home, "", ["{}"], { day: ".", name: "rollout-odd.jsonl" });
  const others = ["notes.jsonl", "rollout-a.json", "rollout-a.jsonl.gz", "rollout-a.jsonl.tmp", "x-rollout-a.jsonl"];
  for (const name of others) writeFileSync(join(home, "sessions", name), "{}");
  expect(pathsOf()).toEqual([
    `sessions/2026/1/deep/er/rollout-2026-11-22T14-10-55-${threadId(2)}.jsonl.zst`,
    `sessions/2026/11/22/rollout-2026-11-22T14-10-55-${threadId(1)}.jsonl`,
    "sessions/rollout-odd.jsonl",
  ]);
  const stat = statSync(path);
  expect(findTranscripts(home, "sessions").files.find((file) => file.path === path)).toEqual({
    path,
    name: `rollout-2026-11-22T14-10-55-${threadId(1)}.jsonl`,
    archived: false,
    size: 3,
    mtimeMs: stat.mtimeMs,
    inode: String(stat.ino),
  });
});

test("the archive is a folder of its own", () => {
  writeTranscript(home, threadId(1), ["{}"], { archived: true });
  expect(pathsOf()).toEqual([]);
  expect(findTranscripts(home, "archived_sessions").files).toMatchObject([{ archived: true }]);
  expect(findTranscripts(home, "sessions").exists).toBe(false);
});

test("links to transcripts and to folders of them are not followed", () => {
  const outside = join(home, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "rollout-a.jsonl"), "{}");
  const path = writeTranscript(home, threadId(1), ["{}"]);
  symlinkSync(outside, join(home, "sessions", "linked"));
  symlinkSync(join(outside, "rollout-a.jsonl"), join(home, "sessions", "rollout-link.jsonl"));
  symlinkSync("nowhere", join(home, "sessions", "rollout-dangling.jsonl"));
  linkSync(path, join(home, "sessions", "rollout-hard.jsonl"));
  mkdirSync(join(home, "sessions", "rollout-folder.jsonl"));
  const { files, refused } = findTranscripts(home, "sessions");
  expect(files.map(({ path: found }) => found).sort()).toEqual(
    [path, join(home, "sessions", "rollout-hard.jsonl")].sort(),
  );
  expect([...refused].sort()).toEqual(
    ["rollout-dangling.jsonl", "rollout-link.jsonl"].map((name) => join(home, "sessions", name)),
  );
});

test("the folder itself may be a link that its owner made", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "memories-disk-"));
  writeTranscript(elsewhere, threadId(1), ["{}"]);
  symlinkSync(join(elsewhere, "sessions"), join(home, "sessions"));
  expect(pathsOf()).toHaveLength(1);
  rmSync(elsewhere, { recursive: true });
});

test("a file in the folder's place is an error that names it", () => {
  writeFileSync(join(home, "sessions"), "");
  expect(() => pathsOf()).toThrow(`folder of transcripts cannot be listed: ${home}/sessions: not a folder`);
});

test("a folder that may not be listed is told, the others are read", () => {
  writeTranscript(home, threadId(1), ["{}"]);
  writeTranscript(home, threadId(2), ["{}"], { day: "2026/11/23" });
  const closed = join(home, "sessions/2026/11/22");
  chmodSync(closed, 0);
  try {
    const { files, unlisted } = findTranscripts(home, "sessions");
    // A superuser may list everything.
    const may = process.getuid?.() === 0;
    expect(files).toHaveLength(may ? 2 : 1);
    expect([...unlisted.keys()]).toEqual(may ? [] : [closed]);
  } finally {
    chmodSync(closed, 0o700);
  }
});
