import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openedStraight } from "../../../lib/edge/fs/opened-straight.ts";
import { createFileIn, withNewFolder } from "../../../lib/edge/memory-files/create-file.ts";
import { readMemoryFile, walkMemory, withListing } from "../../../lib/edge/memory-files/open-memory.ts";

let dir = "";
let root = "";

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-files-")));
  root = join(dir, "root");
  mkdirSync(root);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
/** Everything holds on systems whose handles have paths and on those whose handles have none. */
describe.each(["by_handle", "by_path"] as const)("what lies under the memory root (%s)", (reach) => {
  const at = (path: string) => ({ path, reach });
  const read = (path: string) => readMemoryFile(at(root), path.split("/")).toString();
  const names = (folder: string, path: string[]) =>
    withListing(at(folder), path, (entries) => entries.map(({ name, kind }) => `${name} ${kind}`).sort());

  function walk(path: string[] = [], skip: (path: string) => boolean = () => false): string[] {
    const seen: string[] = [];
    walkMemory(at(root), path, {
      skip,
      visit: (file, bytes) => {
        seen.push(`${file}=${bytes}`);
        return "go_on";
      },
    });
    return seen;
  }

  test("a file is read below the root, however deep", () => {
    put("a/b/c.md", "text");
    expect(read("a/b/c.md")).toBe("text");
  });

  test("links are refused at every place of a path", () => {
    writeFileSync(join(dir, "secret"), "outside");
    mkdirSync(join(dir, "out"));
    writeFileSync(join(dir, "out/x.md"), "outside");
    put("inside/x.md");
    symlinkSync(join(dir, "secret"), join(root, "link.md"));
    symlinkSync(join(dir, "out"), join(root, "folder"));
    symlinkSync("inside", join(root, "alias"));
    expect(() => read("link.md")).toThrow("it is a link");
    expect(() => read("folder/x.md")).toThrow("it is a link");
    expect(() => read("alias/x.md")).toThrow("it is a link");
  });

  test("a file with a second name, a folder, a pipe and an absent file are refused", () => {
    writeFileSync(join(dir, "secret"), "outside");
    linkSync(join(dir, "secret"), join(root, "hard.md"));
    mkdirSync(join(root, "folder"));
    spawnSync("mkfifo", [join(root, "pipe")]);
    expect(() => read("hard.md")).toThrow("more than one link");
    expect(() => read("folder")).toThrow("not a regular file");
    expect(() => read("pipe")).toThrow("not a regular file");
    expect(() => read("absent/x.md")).toThrow("does not exist");
    expect(() => read("x".repeat(300))).toThrow("cannot be opened");
    put("plain");
    expect(() => read("plain/x")).toThrow("it is not a folder");
  });

  test("the root may be reached through a link, since it is the user's own setting", () => {
    put("a.md", "text");
    symlinkSync(root, join(dir, "alias"));
    expect(readMemoryFile(at(join(dir, "alias")), ["a.md"]).toString()).toBe("text");
  });

  test("a root that becomes a link after it was first opened is not followed", () => {
    put("a.md", "ours");
    expect(read("a.md")).toBe("ours");
    renameSync(root, join(dir, "moved"));
    mkdirSync(join(dir, "evil"));
    writeFileSync(join(dir, "evil/a.md"), "outside");
    symlinkSync(join(dir, "evil"), root);
    expect(() => read("a.md")).toThrow("the memory root cannot be opened");
  });

  test("a root that does not exist is empty, a path in it does not exist", () => {
    const absent = join(dir, "absent");
    expect(names(absent, [])).toBeUndefined();
    expect(() => names(absent, ["skills"])).toThrow("does not exist");
  });

  test("listings leave out links, hidden names, pipes and names that are not UTF-8", () => {
    put("a.md");
    put(".hidden");
    put("b/c.md");
    put("\uFFFD.md");
    symlinkSync("a.md", join(root, "link"));
    spawnSync("mkfifo", [join(root, "pipe")]);
    spawnSync("bash", ["-c", "touch $'bad\\xff.md'"], { cwd: root });
    expect(names(root, [])).toEqual(["a.md file", "b directory", "\uFFFD.md file"]);
  });

  test("a walk goes in the byte order of whole paths and passes over what must not be read", () => {
    for (const path of [
      "b/a.md",
      "b-1.md",
      "b.md",
      "a/z.md",
      "é.md",
      "Z.md",
      ".git/config",
      "\u{1F9E0}.md",
      "\uFB01.md",
    ])
      put(path, "");
    linkSync(join(root, "b.md"), join(root, "c.md"));
    expect(walk()).toEqual(["Z.md=", "a/z.md=", "b-1.md=", "b/a.md=", "é.md=", "\uFB01.md=", "\u{1F9E0}.md="]);
    expect(walk(["b"])).toEqual(["b/a.md="]);
    expect(walk(["Z.md"])).toEqual(["Z.md="]);
    expect(() => walk(["absent"])).toThrow("does not exist");
    expect(() => walk(["c.md"])).toThrow("more than one link");
  });

  test("a walk can be told to stop and to skip whole folders", () => {
    for (const path of ["a/1", "a/2", "b/1", "c"]) put(path, "x");
    expect(walk([], (path) => path === "a/")).toEqual(["b/1=x", "c=x"]);
    const seen: string[] = [];
    walkMemory(at(root), [], {
      skip: () => false,
      visit: (file) => {
        seen.push(file);
        return "stop";
      },
    });
    expect(seen).toEqual(["a/1"]);
  });

  test("a folder swapped for a link while it is read gains nothing", () => {
    put("skills/a.md", "ours");
    put("skills/b.md", "ours");
    mkdirSync(join(dir, "evil"));
    for (const name of ["a.md", "b.md"]) writeFileSync(join(dir, "evil", name), "outside");
    const seen = walk([], (path) => {
      if (path !== "skills/b.md") return false;
      renameSync(join(root, "skills"), join(dir, "moved"));
      symlinkSync(join(dir, "evil"), join(root, "skills"));
      return false;
    });
    expect(seen).toEqual(reach === "by_handle" ? ["skills/a.md=ours", "skills/b.md=ours"] : ["skills/a.md=ours"]);
    expect(() => read("skills/b.md")).toThrow("it is a link");
  });

  test("a folder swapped for a link while a file is made in it gets no file", () => {
    put("skills/a.md");
    mkdirSync(join(dir, "evil"));
    const make = () =>
      withNewFolder(at(root), ["skills"], (folder) => {
        renameSync(join(root, "skills"), join(dir, "moved"));
        symlinkSync(join(dir, "evil"), join(root, "skills"));
        return createFileIn(folder, "b.md", "text");
      });
    if (reach === "by_handle") expect(make()).toBe("created");
    else expect(make).toThrow("a link or a file is in the way");
    expect(readdirSync(join(dir, "evil"))).toEqual([]);
  });

  test("no handle stays open, whatever is refused", () => {
    put("a/b.md");
    symlinkSync("a", join(root, "link"));
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let n = 0; n < 50; n += 1) {
      read("a/b.md");
      expect(() => read("link/b.md")).toThrow();
      expect(() => read("a/none")).toThrow();
      walk();
    }
    expect(open()).toBe(before);
  });

  test("files larger than all before and empty ones are read whole", () => {
    put("large", Buffer.alloc(3_000_000, "x"));
    put("empty", "");
    expect(read("large").length).toBe(3_000_000);
    expect(read("empty")).toBe("");
  });

  test("new folders and files are private, and a file is created once", () => {
    const deep = join(dir, "new/root");
    const make = () =>
      withNewFolder(at(deep), ["extensions", "ad_hoc"], (folder) => createFileIn(folder, "a.md", "first"));
    expect([make(), make()]).toEqual(["created", "exists"]);
    expect(readFileSync(join(deep, "extensions/ad_hoc/a.md"), "utf8")).toBe("first");
    expect(statSync(join(deep, "extensions/ad_hoc/a.md")).mode & 0o777).toBe(0o600);
    for (const folder of ["", "extensions", "extensions/ad_hoc"])
      expect(statSync(join(deep, folder)).mode & 0o777).toBe(0o700);
  });

  test("nothing is written through a link or over a file", () => {
    symlinkSync(dir, join(root, "extensions"));
    expect(() => withNewFolder(at(root), ["extensions", "ad_hoc"], () => undefined)).toThrow("in the way");
    expect(existsSync(join(dir, "ad_hoc"))).toBe(false);
    rmSync(join(root, "extensions"));
    put("extensions", "a file");
    expect(() => withNewFolder(at(root), ["extensions"], () => undefined)).toThrow("in the way");
    symlinkSync(join(dir, "target"), join(root, "note.md"));
    expect(withNewFolder(at(root), [], (folder) => createFileIn(folder, "note.md", "x"))).toBe("exists");
    expect(existsSync(join(dir, "target"))).toBe(false);
  });

  test("a folder that may not be written is a failure that can be told", () => {
    if (process.getuid?.() === 0) return;
    chmodSync(root, 0o500);
    expect(() => withNewFolder(at(root), ["extensions"], () => undefined)).toThrow("cannot write");
  });
});

test("without paths for handles: a handle is taken only for what lies under its path without any link", () => {
  put("a/b.md");
  writeFileSync(join(dir, "b.md"), "outside");
  const path = join(root, "a/b.md");
  const fd = openSync(path, "r");
  expect(openedStraight(fd, path)).toBe(true);
  renameSync(join(root, "a"), join(dir, "moved"));
  expect(openedStraight(fd, path)).toBe(false);
  symlinkSync(join(dir, "moved"), join(root, "a"));
  expect(openedStraight(fd, path)).toBe(false);
  rmSync(join(root, "a"));
  put("a/b.md", "another file");
  expect(openedStraight(fd, path)).toBe(false);
  closeSync(fd);
});
