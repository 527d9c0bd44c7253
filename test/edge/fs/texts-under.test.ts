import { afterEach, beforeEach, expect, test } from "bun:test";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textAt, textsUnder } from "../../../lib/edge/fs/texts-under.ts";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "memories-texts-")));
  mkdirSync(join(root, "runs/r1"), { recursive: true });
  writeFileSync(join(root, "runs/r1/.run.json"), "hidden");
  writeFileSync(join(root, "runs/a.md"), "plain");
  writeFileSync(join(root, "outside.md"), "outside");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("hidden files and files with a second name are searched, links are not followed", () => {
  linkSync(join(root, "runs/a.md"), join(root, "runs/r1/second.md"));
  symlinkSync("../outside.md", join(root, "runs/link.md"));
  symlinkSync("..", join(root, "runs/loop"));
  expect(textsUnder(root, "runs")).toEqual([
    { path: "runs/a.md", text: "plain" },
    { path: "runs/r1/.run.json", text: "hidden" },
    { path: "runs/r1/second.md", text: "plain" },
  ]);
});

test("a folder that is a link, a file or absent has no texts", () => {
  symlinkSync("runs", join(root, "alias"));
  expect(textsUnder(root, "alias")).toEqual([]);
  expect(textsUnder(root, "absent")).toEqual([]);
  expect(textsUnder(join(root, "absent"), "runs")).toEqual([]);
  expect(textAt(root, "alias/a.md")).toBeUndefined();
  expect(textAt(root, "runs")).toBeUndefined();
  expect(textAt(root, "runs/a.md")).toBe("plain");
});
