import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OWN_FILE_MAX_BYTES, ownText, readOwnFile } from "../../../lib/edge/fs/own-file.ts";

let dir = "";
let path = "";
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-own-")));
  path = join(dir, "file");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = () => readOwnFile(path, { links: "refuse" });

test("a regular file of this user is read, an absent one is absent", () => {
  expect(read()).toEqual({ kind: "absent" });
  expect(readOwnFile(join(path, "below"), { links: "refuse" })).toEqual({ kind: "absent" });
  writeFileSync(path, "téxt");
  expect(read()).toEqual({ kind: "text", text: "téxt" });
});

test("a pipe, a folder and a socket in its place are named, and nobody waits for them", async () => {
  spawnSync("mkfifo", [path]);
  expect(read()).toEqual({ kind: "not_a_file", problem: "it is a pipe" });
  rmSync(path);
  mkdirSync(path);
  expect(read()).toEqual({ kind: "not_a_file", problem: "it is a folder" });
  rmSync(path, { recursive: true });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect(read()).toEqual({ kind: "not_a_file", problem: "it is not a regular file" });
  server.close();
});

test("what is larger than such a file can be is not read", () => {
  writeFileSync(path, Buffer.alloc(OWN_FILE_MAX_BYTES, "x"));
  expect(read()).toMatchObject({ kind: "text" });
  writeFileSync(path, Buffer.alloc(OWN_FILE_MAX_BYTES + 1, "x"));
  expect(read()).toEqual({ kind: "too_large", problem: "it is larger than 1024 KiB (1048577 bytes)" });
  expect(ownText(path)).toBeUndefined();
  expect(ownText(path, 2 * OWN_FILE_MAX_BYTES)?.length).toBe(OWN_FILE_MAX_BYTES + 1);
});

test("a link is followed only where a person may keep the file elsewhere", () => {
  writeFileSync(join(dir, "elsewhere"), "text");
  symlinkSync("elsewhere", path);
  expect(read()).toEqual({ kind: "not_a_file", problem: "it is a link" });
  expect(readOwnFile(path, { links: "follow" })).toEqual({ kind: "text", text: "text" });
});

test.skipIf(process.getuid?.() !== 0)("a file of another user is not trusted (skipped but for root)", () => {
  writeFileSync(path, "text");
  chownSync(path, 12_345, 12_345);
  expect(read()).toEqual({ kind: "closed", problem: "it belongs to another user (12345)" });
});
