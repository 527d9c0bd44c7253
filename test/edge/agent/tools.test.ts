import { describe, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { memoryCopy } from "./memory-copy.ts";
import { runScript } from "./run-script.ts";
import { type ScriptedCall, toldResults } from "./scripted-model.ts";

/** Makes the calls in one step, and gives what the model was told about them. */
async function call(calls: readonly ScriptedCall[], root = memoryCopy()) {
  const { model, run } = await runScript([{ calls }, { say: "done" }], { root });
  expect(run.end).toEqual({ kind: "finished", findings: [] });
  return { told: toldResults(model.doGenerateCalls[1]?.prompt), root, refused: run.refusedCalls };
}
const text = (root: string, path: string) => readFileSync(join(root, path), "utf8");

describe("the tools", () => {
  test("list shows what is directly in a folder, in byte order", async () => {
    const { told } = await call([
      { tool: "list", input: {} },
      { tool: "list", input: { path: "skills" } },
    ]);
    expect(told.map(({ value }) => value)).toEqual([
      {
        path: "",
        entries: [
          { path: "MEMORY.md", entry_type: "file" },
          { path: "extensions", entry_type: "directory" },
          { path: "memory_summary.md", entry_type: "file" },
          { path: "phase2_workspace_diff.md", entry_type: "file" },
          { path: "raw_memories.md", entry_type: "file" },
          { path: "rollout_summaries", entry_type: "directory" },
          { path: "skills", entry_type: "directory" },
        ],
        truncated: false,
      },
      { path: "skills", entries: [{ path: "skills/build", entry_type: "directory" }], truncated: false },
    ]);
  });

  test("read gives lines with their newlines, and says whether more follow", async () => {
    const { told } = await call([
      { tool: "read", input: { path: "MEMORY.md" } },
      { tool: "read", input: { path: "./MEMORY.md", line_offset: 3, max_lines: 2 } },
      { tool: "read", input: { path: "MEMORY.md", line_offset: 9 } },
    ]);
    expect(told).toEqual([
      {
        refused: false,
        value: {
          path: "MEMORY.md",
          start_line_number: 1,
          content: "# Task Group: alpha\n\nfirst\nsecond\nthird\n",
          truncated: false,
        },
      },
      {
        refused: false,
        value: { path: "MEMORY.md", start_line_number: 3, content: "first\nsecond\n", truncated: true },
      },
      { refused: true, value: '"MEMORY.md": has no line 9' },
    ]);
  });

  test("read stops at 20,000 tokens on a line end, and cuts a single longer line in the middle", async () => {
    const line = `${"x".repeat(999)}\n`;
    const root = memoryCopy({ "long.md": line.repeat(100), "line.md": "y".repeat(200_000) });
    const { told } = await call(
      [
        { tool: "read", input: { path: "long.md" } },
        { tool: "read", input: { path: "line.md" } },
      ],
      root,
    );
    expect(told[0]?.value).toEqual({
      path: "long.md",
      start_line_number: 1,
      content: line.repeat(80),
      truncated: true,
    });
    expect(JSON.stringify(told[1]?.value)).toContain("chars truncated…");
    expect(JSON.stringify(told[1]?.value).length).toBeLessThan(80_200);
  });

  test("an empty file reads as nothing, bytes that are no UTF-8 as replacement characters", async () => {
    const root = memoryCopy({ "empty.md": "", "bytes.md": new Uint8Array([0x61, 0xff, 0x62]) });
    const { told } = await call(
      [
        { tool: "read", input: { path: "empty.md" } },
        { tool: "read", input: { path: "bytes.md" } },
      ],
      root,
    );
    expect(told.map(({ value }) => value)).toEqual([
      { path: "empty.md", start_line_number: 1, content: "", truncated: false },
      { path: "bytes.md", start_line_number: 1, content: "a\u{FFFD}b", truncated: false },
    ]);
  });

  test("search finds literal text under a folder or in a file, by path and line", async () => {
    const root = memoryCopy({
      "b.md": "x\nneedle.\nneedle needle\n",
      "a/z.md": "needle.",
      "a-b.md": "needle\r\n",
      bin: "needle\0",
    });
    const { told } = await call(
      [
        { tool: "search", input: { query: "needle" } },
        { tool: "search", input: { query: "needle.", path: "b.md" } },
        { tool: "search", input: { query: "NEEDLE" } },
        { tool: "search", input: { query: "a\nb" } },
      ],
      root,
    );
    expect(told.map(({ value }) => value)).toEqual([
      {
        query: "needle",
        path: "",
        matches: [
          { path: "a-b.md", line_number: 1, content: "needle" },
          { path: "a/z.md", line_number: 1, content: "needle." },
          { path: "b.md", line_number: 2, content: "needle." },
          { path: "b.md", line_number: 3, content: "needle needle" },
        ],
        truncated: false,
      },
      {
        query: "needle.",
        path: "b.md",
        matches: [{ path: "b.md", line_number: 2, content: "needle." }],
        truncated: false,
      },
      { query: "NEEDLE", path: "", matches: [], truncated: false },
      "a query is part of one line and holds no line end",
    ]);
  });

  test("search stops at 200 matches", async () => {
    const { told } = await call([{ tool: "search", input: { query: "n" } }], memoryCopy({ "b.md": "n\n".repeat(201) }));
    expect(told[0]?.value).toMatchObject({ truncated: true, matches: { length: 200 } });
  });

  test("write makes folders and private files, and replaces what was there", async () => {
    const { told, root } = await call([
      { tool: "write", input: { path: "skills/new/deep/SKILL.md", content: "ä\n" } },
      { tool: "write", input: { path: "MEMORY.md", content: "short\n" } },
    ]);
    expect(told.map(({ value }) => value)).toEqual([
      { path: "skills/new/deep/SKILL.md", bytes: 3 },
      { path: "MEMORY.md", bytes: 6 },
    ]);
    expect(text(root, "skills/new/deep/SKILL.md")).toBe("ä\n");
    expect(text(root, "MEMORY.md")).toBe("short\n");
    expect(statSync(join(root, "skills/new/deep/SKILL.md")).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, "skills/new/deep")).mode & 0o777).toBe(0o700);
  });

  test("edit replaces a text that occurs exactly once, to the letter", async () => {
    const { told, root, refused } = await call([
      { tool: "edit", input: { path: "MEMORY.md", old_text: "second\n", new_text: "$& 2nd\n" } },
      { tool: "edit", input: { path: "MEMORY.md", old_text: "ir", new_text: "x" } },
      { tool: "edit", input: { path: "MEMORY.md", old_text: "fourth", new_text: "x" } },
      { tool: "edit", input: { path: "skills/none", old_text: "x", new_text: "x" } },
    ]);
    expect(told).toEqual([
      { refused: false, value: { path: "MEMORY.md", line_number: 4 } },
      { refused: true, value: '"MEMORY.md": old_text occurs more than once; give more of its surroundings' },
      { refused: true, value: '"MEMORY.md": old_text does not occur in the file' },
      { refused: true, value: '"skills/none": does not exist' },
    ]);
    expect(text(root, "MEMORY.md")).toBe("# Task Group: alpha\n\nfirst\n$& 2nd\nthird\n");
    expect(refused).toBe(3);
  });

  test("an overlapping second occurrence counts", async () => {
    const { told } = await call(
      [{ tool: "edit", input: { path: "MEMORY.md", old_text: "aa", new_text: "b" } }],
      memoryCopy({ "MEMORY.md": "aaa" }),
    );
    expect(told[0]?.refused).toBe(true);
  });

  test("move gives a file or folder a free path, delete takes one away", async () => {
    const { told, root } = await call([
      { tool: "move", input: { from: "skills/build", to: "skills/make/it" } },
      { tool: "move", input: { from: "skills/make/it/SKILL.md", to: "memory_summary.md" } },
      { tool: "move", input: { from: "skills/make", to: "skills/make/inner" } },
      { tool: "move", input: { from: "skills/make", to: "MEMORY.md" } },
      { tool: "delete", input: { path: "skills/make" } },
      { tool: "delete", input: { path: "skills/make" } },
      { tool: "delete", input: { path: "MEMORY.md" } },
      { tool: "move", input: { from: "memory_summary.md", to: "MEMORY.md" } },
    ]);
    expect(told).toEqual([
      { refused: false, value: { from: "skills/build", to: "skills/make/it" } },
      { refused: true, value: '"memory_summary.md": is there already' },
      { refused: true, value: '"skills/make/inner": lies in what is to be moved' },
      { refused: true, value: '"MEMORY.md": is the place of a file' },
      { refused: false, value: { path: "skills/make", files_deleted: 1 } },
      { refused: true, value: '"skills/make": does not exist' },
      { refused: false, value: { path: "MEMORY.md", files_deleted: 1 } },
      { refused: false, value: { from: "memory_summary.md", to: "MEMORY.md" } },
    ]);
    expect(text(root, "MEMORY.md")).toBe("v1\n");
  });

  test("calls of one step are carried out one after the other, in their order", async () => {
    const words = ["one", "two", "three", "four"];
    const { root } = await call(
      words.map((word, at) => ({
        tool: "edit",
        input: { path: "MEMORY.md", old_text: words[at - 1] ?? "first", new_text: word },
      })),
    );
    expect(text(root, "MEMORY.md")).toContain("four\nsecond");
  });

  test("what is read is redacted, and an edit that quotes the marker is refused with the reason", async () => {
    const key = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
    const root = memoryCopy({ "MEMORY.md": `a\nkey ${key}\nb\n`, [`skills/${key}.md`]: "x" });
    const { told } = await call(
      [
        { tool: "read", input: { path: "MEMORY.md" } },
        { tool: "search", input: { query: key.slice(0, 8) } },
        { tool: "search", input: { query: "key" } },
        { tool: "list", input: { path: "skills" } },
        { tool: "edit", input: { path: "MEMORY.md", old_text: "key [REDACTED_SECRET]", new_text: "x" } },
      ],
      root,
    );
    expect(told.map(({ value }) => value)).toEqual([
      { path: "MEMORY.md", start_line_number: 1, content: "a\nkey [REDACTED_SECRET]\nb\n", truncated: false },
      { query: key.slice(0, 8), path: "", matches: [], truncated: false },
      {
        query: "key",
        path: "",
        matches: [{ path: "MEMORY.md", line_number: 2, content: "key [REDACTED_SECRET]" }],
        truncated: false,
      },
      { path: "skills", entries: [{ path: "skills/[REDACTED_SECRET].md", entry_type: "file" }], truncated: false },
      "old_text holds [REDACTED_SECRET], which stands for a secret that you are not shown: the file reads otherwise there. Choose text beside it.",
    ]);
    expect(text(root, "MEMORY.md")).toContain(key);
  });

  test("a read after a write sees the new text", async () => {
    const { told } = await call([
      { tool: "read", input: { path: "MEMORY.md" } },
      { tool: "write", input: { path: "MEMORY.md", content: "# Task Group: ALPHA\n\nfirst\nsecond\nthird\n" } },
      { tool: "search", input: { query: "ALPHA" } },
    ]);
    expect(told[2]?.value).toMatchObject({ matches: [{ path: "MEMORY.md", line_number: 1 }] });
  });
});
