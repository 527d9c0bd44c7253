import { afterEach, beforeEach, expect, test } from "bun:test";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { byteOrder } from "../../../lib/core/text/byte-order.ts";
import { listMemory } from "../../../lib/flow/read/list.ts";
import { readMemory } from "../../../lib/flow/read/read.ts";
import { searchMemory } from "../../../lib/flow/read/search.ts";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "memories-tools-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array = ""): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** All pages of a tool, one after the other. */
function pages<T extends { next_cursor: string | null; truncated: boolean }>(page: (cursor?: string) => T): T[] {
  const all = [page()];
  for (let last = all[0]; last?.next_cursor != null; last = all.at(-1)) {
    expect(last.truncated).toBe(true);
    all.push(page(last.next_cursor));
  }
  expect(all.at(-1)?.truncated).toBe(false);
  return all;
}

test("list gives a folder's children in byte order with their paths from the root", () => {
  for (const path of ["b/x/y.md", "a.md", "B.md", "é.md", ".git/config"]) put(path);
  expect(listMemory(root, {})).toEqual({
    path: "",
    entries: [
      { path: "B.md", entry_type: "file" },
      { path: "a.md", entry_type: "file" },
      { path: "b", entry_type: "directory" },
      { path: "é.md", entry_type: "file" },
    ],
    next_cursor: null,
    truncated: false,
  });
  expect(listMemory(root, { path: "./b/" })).toMatchObject({
    path: "b",
    entries: [{ path: "b/x", entry_type: "directory" }],
  });
});

test("list gives at most 2,000 entries, and all of them page by page", () => {
  for (let n = 0; n < 2_100; n += 1) put(`f${n}`);
  const first = listMemory(root, { max_results: 5_000 });
  expect([first.entries.length, first.truncated]).toEqual([2_000, true]);
  const all = pages((cursor) => listMemory(root, { max_results: 700, ...(cursor && { cursor }) }));
  expect(all.map((page) => page.entries.length)).toEqual([700, 700, 700]);
  const paths = all.flatMap((page) => page.entries.map((entry) => entry.path));
  expect(paths).toEqual([...new Set(paths)].sort(byteOrder));
});

test("truncated is exact where only links follow", () => {
  put("a.md");
  put("c.md");
  symlinkSync("a.md", join(root, "b.md"));
  linkSync(join(root, "c.md"), join(root, "d.md"));
  expect(listMemory(root, { max_results: 1 })).toMatchObject({ next_cursor: null, truncated: false });
});

test("a missing root lists and finds nothing; paths in it are unknown", () => {
  const absent = join(root, "absent");
  expect(listMemory(absent, {}).entries).toEqual([]);
  expect(searchMemory(absent, { query: "x" }).matches).toEqual([]);
  expect(() => listMemory(absent, { path: "skills" })).toThrow("does not exist");
  expect(() => readMemory(absent, { path: "MEMORY.md" })).toThrow("does not exist");
});

test("read starts at a line, keeps newlines, and says whether something follows", () => {
  put("a.md", "one\r\ntwo\nthree");
  expect(readMemory(root, { path: "a.md" })).toEqual({
    path: "a.md",
    start_line_number: 1,
    content: "one\r\ntwo\nthree",
    truncated: false,
  });
  expect(readMemory(root, { path: "a.md", line_offset: 2, max_lines: 1 })).toMatchObject({
    start_line_number: 2,
    content: "two\n",
    truncated: true,
  });
  expect(readMemory(root, { path: "a.md", line_offset: 3, max_lines: 1 }).truncated).toBe(false);
  expect(() => readMemory(root, { path: "a.md", line_offset: 4 })).toThrow("past the end: the file has 3 lines");
  put("empty.md");
  expect(readMemory(root, { path: "empty.md" })).toMatchObject({ content: "", truncated: false });
});

test("read gives at most 20,000 tokens, in whole lines, and all of a file bit by bit", () => {
  const line = `${"é".repeat(100)}\n`;
  const text = line.repeat(1_000);
  put("big.md", text);
  let content = "";
  for (let offset = 1; content.length < text.length; ) {
    const part = readMemory(root, { path: "big.md", line_offset: offset });
    expect(Buffer.byteLength(part.content)).toBeLessThanOrEqual(80_000);
    expect(part.truncated).toBe(content.length + part.content.length < text.length);
    content += part.content;
    offset += part.content.split("\n").length - 1;
  }
  expect(content).toBe(text);
});

test("search finds literal text in byte order of paths, page by page the same as at once", () => {
  const names = ["a/b.md", "a-b.md", "a.md", "Z/z.md", "é/x.md"];
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.constantFrom(...names), fc.array(fc.constantFrom("key", "other", "a key b"), { maxLength: 6 })),
        { maxLength: 5 },
      ),
      fc.integer({ min: 1, max: 4 }),
      (files, size) => {
        rmSync(root, { recursive: true, force: true });
        mkdirSync(root);
        for (const [path, lines] of files) put(path, lines.join("\n"));
        const whole = searchMemory(root, { query: "key" });
        const paged = pages((cursor) =>
          searchMemory(root, { query: "key", max_results: size, ...(cursor && { cursor }) }),
        );
        expect(paged.flatMap((page) => page.matches)).toEqual(whole.matches);
        expect(whole.truncated).toBe(false);
        const order = whole.matches.map((match) => match.path);
        expect(order).toEqual([...order].sort(byteOrder));
      },
    ),
    { numRuns: 60 },
  );
});

test("search gives at most 200 matches and knows whether more follow", () => {
  put("a.md", "key\n".repeat(200));
  expect(searchMemory(root, { query: "key", max_results: 999 })).toMatchObject({ truncated: false, next_cursor: null });
  put("b.md", "key");
  const found = searchMemory(root, { query: "key" });
  expect([found.matches.length, found.truncated]).toEqual([200, true]);
});

test("search echoes what it looked for; several queries match any", () => {
  put("skills/a.md", "one\ntwo\nthree\n");
  put("b.md", "one\n");
  expect(searchMemory(root, { query: "ONE", case_sensitive: false, path: "skills" })).toMatchObject({
    query: "ONE",
    path: "skills",
    matches: [{ path: "skills/a.md", line_number: 1, content: "one\n" }],
  });
  const several = searchMemory(root, { queries: ["three", "two"], path: "skills/a.md", context_lines: 1 });
  expect(several.query).toEqual(["three", "two"]);
  expect(several.matches.map((match) => [match.line_number, match.start_line_number, match.content])).toEqual([
    [2, 1, "one\ntwo\nthree\n"],
    [3, 2, "two\nthree\n"],
  ]);
});

test("wide contexts end a page early instead of filling the client", () => {
  put("a.md", `key ${"x".repeat(60_000)}\n`.repeat(100));
  const found = searchMemory(root, { query: "key" });
  expect(found.matches.length).toBe(17);
  expect(found.truncated).toBe(true);
});

test("neither or both of query and queries, and a cursor of another question, are refused", () => {
  put("a.md", "key\nkey\n");
  expect(() => searchMemory(root, {})).toThrow("either query or queries");
  expect(() => searchMemory(root, { query: "a", queries: ["b"] })).toThrow("either query or queries");
  const { next_cursor } = searchMemory(root, { query: "key", max_results: 1 });
  expect(() => searchMemory(root, { query: "other", cursor: next_cursor ?? "" })).toThrow("unknown cursor");
  expect(() => listMemory(root, { cursor: next_cursor ?? "" })).toThrow("unknown cursor");
});

test("links are neither listed, nor read, nor searched", () => {
  put("real.md", "key");
  put("twice.md", "key");
  linkSync(join(root, "twice.md"), join(root, "again.md"));
  symlinkSync("real.md", join(root, "link.md"));
  symlinkSync("/etc", join(root, "etc"));
  expect(listMemory(root, {}).entries.map((entry) => entry.path)).toEqual(["real.md"]);
  expect(searchMemory(root, { query: "key" }).matches.map((match) => match.path)).toEqual(["real.md"]);
  for (const path of ["link.md", "etc/passwd", "twice.md", "../x", "/etc/passwd", ".git/config", "a\0b"]) {
    expect(() => readMemory(root, { path })).toThrow();
    expect(() => searchMemory(root, { query: "x", path })).toThrow();
  }
  for (const path of ["etc", "link.md", "real.md", ".."]) expect(() => listMemory(root, { path })).toThrow();
});
