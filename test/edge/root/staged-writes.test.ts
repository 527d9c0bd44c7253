import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StagedWrite } from "../../../lib/core/root/journal.ts";
import { blobId } from "../../../lib/core/tree/blob-id.ts";
import type { TreeEntry } from "../../../lib/core/tree/tree.ts";
import { readJournal, removeJournal, writeJournal } from "../../../lib/edge/root/journal-file.ts";
import { beginMoves, endMoves, makeMove, prepareMove, syncMoves } from "../../../lib/edge/root/staged-writes.ts";
import { put, textAt } from "../../helpers/agents.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "memories-moves-"));
  mkdirSync(join(root, ".git"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const entry = (text: string, more: Partial<TreeEntry> = {}): TreeEntry => ({
  kind: "file",
  id: blobId(Buffer.from(text)),
  size: text.length,
  executable: false,
  ...more,
});

async function move(path: string, was: string | null, next: string | null, more: Partial<TreeEntry> = {}) {
  const made: StagedWrite = {
    path,
    was: was === null ? null : entry(was),
    next: next === null ? null : entry(next, more),
  };
  await beginMoves(root);
  if (made.next !== null && next !== null) await prepareMove(root, 0, Buffer.from(next), made.next);
  await syncMoves(root);
  return made;
}

test("a new, a changed and a removed file arrive, private, and once more when asked again", async () => {
  put(root, "b.md", "old");
  put(root, "skills/c/SKILL.md", "old");
  for (const [path, was, next] of [
    ["skills/a/SKILL.md", null, "new"],
    ["b.md", "old", "new"],
    ["skills/c/SKILL.md", "old", null],
  ] as const) {
    const made = await move(path, was, next);
    expect(makeMove(root, 0, made)).toBe("applied");
    expect(existsSync(join(root, path)) ? textAt(root, path) : null).toBe(next);
    expect(makeMove(root, 0, made)).toBe("applied");
  }
  expect(lstatSync(join(root, "skills/a/SKILL.md")).mode & 0o777).toBe(0o600);
  expect(lstatSync(join(root, "skills/a")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(root, "skills"))).toEqual(["a"]);
});

test("a place that is not as it was is left alone", async () => {
  put(root, "a.md", "somebody's");
  expect(makeMove(root, 0, await move("a.md", "old", "new"))).toBe("conflict");
  expect(makeMove(root, 0, await move("a.md", null, "new"))).toBe("conflict");
  expect(makeMove(root, 0, await move("a.md", "old", null))).toBe("conflict");
  expect(textAt(root, "a.md")).toBe("somebody's");
  expect(makeMove(root, 0, await move("gone.md", "old", "new"))).toBe("conflict");
  expect(existsSync(join(root, "gone.md"))).toBe(false);
  mkdirSync(join(root, "folder/inner"), { recursive: true });
  expect(makeMove(root, 0, await move("folder", null, "new"))).toBe("conflict");
  expect(makeMove(root, 0, await move("a.md/below", null, "new"))).toBe("conflict");
});

test("links on the way and at the end are not followed", async () => {
  const outside = mkdtempSync(join(tmpdir(), "memories-outside-"));
  put(outside, "x.md", "old");
  symlinkSync(outside, join(root, "skills"));
  symlinkSync(join(outside, "x.md"), join(root, "link.md"));
  expect(makeMove(root, 0, await move("skills/x.md", "old", "new"))).toBe("conflict");
  expect(makeMove(root, 0, await move("skills/x.md", "old", null))).toBe("applied");
  expect(makeMove(root, 0, await move("link.md", "old", "new"))).toBe("conflict");
  expect(textAt(outside, "x.md")).toBe("old");
  rmSync(outside, { recursive: true });
});

test("a move that was made stays made, whatever somebody does with the file afterwards", async () => {
  const made = await move("a.md", null, "new");
  expect(makeMove(root, 0, made)).toBe("applied");
  put(root, "a.md", "edited since");
  expect(makeMove(root, 0, made)).toBe("applied");
  expect(textAt(root, "a.md")).toBe("edited since");
});

test("execute bits and links arrive as they are", async () => {
  expect(makeMove(root, 0, await move("run.sh", null, "#!", { executable: true }))).toBe("applied");
  expect(lstatSync(join(root, "run.sh")).mode & 0o777).toBe(0o700);
  expect(makeMove(root, 0, await move("link", null, "target", { kind: "link" }))).toBe("applied");
  expect(readlinkSync(join(root, "link"))).toBe("target");
  expect(makeMove(root, 0, { path: "link", was: entry("target", { kind: "link" }), next: null })).toBe("applied");
});

test("nothing waits after the end, and an intent is there whole or not at all", async () => {
  await move("a.md", null, "new");
  await endMoves(root);
  await endMoves(root);
  expect(readdirSync(join(root, ".git"))).toEqual([]);
  expect(readJournal(root)).toBeUndefined();
  const intent = { version: 1, run: "r", now: 1, moves: [], baseline: [] } as const;
  writeJournal(root, { ...intent, moves: [], baseline: [] });
  expect(readJournal(root)).toEqual({ ...intent, moves: [], baseline: [] });
  put(root, ".git/memories-intent", '{"version":1,"run":');
  expect(readJournal(root)).toBeUndefined();
  await removeJournal(root);
  expect(readdirSync(join(root, ".git"))).toEqual([]);
});
