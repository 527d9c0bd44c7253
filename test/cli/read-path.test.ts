import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox, sandbox } from "../helpers/cli.ts";

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
});
afterEach(() => box.dispose());

function summary(content: string | Uint8Array): void {
  mkdirSync(box.root, { recursive: true });
  writeFileSync(join(box.root, "memory_summary.md"), content);
}

test("instructions prints the message with root and summary, and says its size with --verbose", () => {
  summary("v1\n\nSays {{root}}.\n");
  const { exit, stdout, stderr } = box.run(["instructions", "--verbose"]);
  expect(exit).toBe(0);
  expect(stdout).toContain(`\`${box.root}\``);
  expect(stdout.endsWith("v1\n\nSays {{root}}.\n")).toBe(true);
  expect(stderr).toMatch(/instructions: \d+ tokens/);
  expect(box.run(["instructions"]).stderr).toBe("");
});

test("instructions prints nothing and exits 0 where there is nothing to tell, and makes nothing", () => {
  const nothing = { exit: 0, stdout: "", stderr: "" };
  expect(box.run(["instructions"])).toMatchObject(nothing);
  expect(box.run(["instructions", "--for-hook"])).toMatchObject(nothing);
  expect(existsSync(box.home)).toBe(false);
  for (const content of [" \n", Uint8Array.of(0xff)]) {
    summary(content);
    expect(box.run(["instructions"])).toMatchObject(nothing);
  }
  summary("v1\n");
  writeFileSync(join(box.home, "memories.toml"), "[memories]\nuse_memories = false\n");
  expect(box.run(["instructions"])).toMatchObject(nothing);
  expect(box.json(["instructions"])).toMatchObject({ command: "instructions", instructions: null, tokens: 0 });
});

test("instructions --for-hook gives the JSON that session-start hooks take", () => {
  summary("v1\n");
  const text = box.run(["instructions"]).stdout;
  expect(JSON.parse(box.run(["instructions", "--for-hook"]).stdout)).toEqual({
    hookSpecificOutput: { hookEventName: "SessionStart", additionalContext: text },
  });
  expect(box.json(["instructions"])).toMatchObject({
    instructions: text,
    tokens: Math.ceil(Buffer.byteLength(text) / 4),
  });
});

test("a template of one's own replaces the message; a wrong one is exit 2", () => {
  summary("v1\n");
  const templates = join(box.dir, "templates");
  mkdirSync(templates);
  writeFileSync(join(templates, "read_path.md"), "{{root}}: {{memory_summary}}");
  expect(box.run(["instructions", "--templates", templates]).stdout).toBe(`${box.root}: v1\n`);
  writeFileSync(join(templates, "read_path.md"), "{{memory_summary}}");
  expect(box.run(["instructions", "--templates", templates]).exit).toBe(2);
});

test("usage classify answers for a command, for lines and for transcripts", () => {
  expect(box.json(["usage", "classify", "cat memories/MEMORY.md memories/skills/a.md"])).toEqual({
    schema_version: 1,
    command: "usage",
    status: "ok",
    kinds: ["memory_md", "skills"],
  });
  expect(box.json(["usage", "classify", "rm memories/MEMORY.md"])).toMatchObject({ kinds: [] });
  const input = "cat memories/MEMORY.md\n\nrm x\nrg a memories/skills memories/MEMORY.md";
  expect(box.run(["usage", "classify"], { input }).stdout).toBe("memory_md\n\n\nmemory_md skills\n");
  expect(box.run(["usage", "classify", "--json"], { input: "cat memories/MEMORY.md\n" }).stdout).toBe(
    '{"kinds":["memory_md"]}\n',
  );
  expect(box.json(["usage", "classify", "--rollouts", box.codexHome])).toMatchObject({ rollouts: 8, counts: [] });
  expect(existsSync(box.home)).toBe(false);
});

test("usage scan reports a tree and makes the tables", () => {
  const report = box.json(["usage", "scan", box.codexHome]);
  expect(report).toMatchObject({
    command: "usage",
    rollouts: 8,
    citations: { messages: 0 },
    reads: { calls: 0 },
    counted: { messages: 0 },
  });
  expect(box.run(["usage", "scan", box.codexHome]).stdout).toContain("8 transcripts");
});

test("usage without a known action or path is exit 2", () => {
  for (const args of [
    ["usage"],
    ["usage", "guess"],
    ["usage", "scan"],
    ["usage", "scan", "a", "b"],
    ["usage", "scan", "/no/such"],
  ]) {
    expect(box.run(args).exit, args.join(" ")).toBe(2);
  }
});

test("note writes its words, or standard input, and tells where", () => {
  const { path } = box.json(["note", "Use", "pnpm", "--title", "Packages"]) as { path: string };
  expect(path).toBe("extensions/ad_hoc/notes/2026-11-23T12-00-00-packages.md");
  expect(readFileSync(join(box.root, path), "utf8")).toBe("# Packages\n\nUse pnpm\n");
  expect(box.run(["note"], { input: "From a pipe.\nSecond line." }).stdout).toContain("from-a-pipe.md");
  expect(box.run(["note", " "])).toMatchObject({ exit: 2, stdout: "" });
});
