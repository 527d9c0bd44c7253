import { afterAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installFaultHook } from "../../../lib/core/fault.ts";
import { snapshot } from "../../helpers/snapshot.ts";
import { memoryCopy } from "./memory-copy.ts";
import { runScript, WIDE_LIMITS } from "./run-script.ts";
import { type ScriptedCall, toldResults } from "./scripted-model.ts";

/** Stands in every file outside; no result may ever hold it. */
const MARK = "outside-the-copy";

/** A copy with all that a person could have left in it, beside things that must not be touched. */
function plantedCopy(): { readonly copy: string; readonly around: string } {
  const copy = memoryCopy();
  const around = dirname(copy);
  mkdirSync(join(around, "other/skills"), { recursive: true });
  writeFileSync(join(around, "other/secret.md"), `${MARK}\n`);
  writeFileSync(join(around, "other/MEMORY.md"), `${MARK}\n`);
  writeFileSync(join(around, "other/skills/SKILL.md"), `${MARK}\n`);
  symlinkSync("../../other", join(copy, "skills/folder-link"));
  symlinkSync("../../other/secret.md", join(copy, "skills/file-link"));
  symlinkSync(join(around, "other"), join(copy, "skills/absolute-link"));
  symlinkSync("../../other/new.md", join(copy, "skills/dangling-link"));
  symlinkSync("../MEMORY.md", join(copy, "skills/inner-link"));
  symlinkSync("loop", join(copy, "skills/loop"));
  symlinkSync("/", join(copy, "skills/root-link"));
  symlinkSync("../other", join(copy, "extensions/link"));
  linkSync(join(around, "other/secret.md"), join(copy, "skills/second-name.md"));
  mkdirSync(join(copy, "skills/nested/.git"), { recursive: true });
  writeFileSync(join(copy, "skills/nested/.git/config"), `${MARK}\n`);
  execFileSync("mkfifo", [join(copy, "skills/pipe")]);
  return { copy, around };
}

const write = (path: string, content = "x"): ScriptedCall => ({ tool: "write", input: { path, content } });
const read = (path: string): ScriptedCall => ({ tool: "read", input: { path } });
const list = (path: string): ScriptedCall => ({ tool: "list", input: { path } });
const edit = (path: string): ScriptedCall => ({ tool: "edit", input: { path, old_text: MARK, new_text: "x" } });
const search = (path: string): ScriptedCall => ({ tool: "search", input: { path, query: MARK } });
const remove = (path: string): ScriptedCall => ({ tool: "delete", input: { path } });
const move = (from: string, to: string): ScriptedCall => ({ tool: "move", input: { from, to } });

/** Every call of these must be refused. */
const ESCAPES: Readonly<Record<string, (around: string) => ScriptedCall[]>> = {
  "reading above the copy": () => [read("../other/secret.md"), list(".."), search("..")],
  "writing above the copy": () => [write("../other/new.md"), write("../x")],
  "climbing out from below": () => [read("skills/../../other/secret.md"), write("skills/../../x")],
  "climbing in a roundabout way": () => [
    write("skills/./build/../../../x"),
    read("rollout_summaries/../../other/secret.md"),
  ],
  "an absolute path": (around) => [read(join(around, "other/secret.md")), write(join(around, "x")), list("/")],
  "an absolute path into the copy": (around) => [
    read(join(around, "copy/MEMORY.md")),
    write(join(around, "copy/MEMORY.md")),
  ],
  "a path with doubled slashes in front": () => [read("//etc/passwd"), write("//tmp/x")],
  "the home folder": () => [read("~/.ssh/id_rsa"), write("~/x"), list("~root")],
  "a drive letter": () => [read("C:\\Windows\\x"), write("c:/x")],
  "backslashes as separators": () => [write("skills\\..\\..\\x"), write("skills/..\\..\\x")],
  "a URL for a path": () => [read("file:///etc/passwd"), write("file:///tmp/x")],
  "percent-encoded dots": () => [read("%2e%2e/other/secret.md"), write("skills/../%2e%2e/x")],
  "a NUL that cuts the path": () => [
    read("../other/secret.md\0.md"),
    write("skills/x\0/../../y"),
    write("MEMORY.md\0.txt"),
  ],
  "control characters in a name": () => [write("skills/a\nb"), write("skills/\u{1b}[2J"), write("skills/a\rb")],
  "a lone surrogate in a name": () => [write("skills/\u{d800}")],
  "a linked folder, to read": () => [
    list("skills/folder-link"),
    read("skills/folder-link/secret.md"),
    search("skills/folder-link"),
  ],
  "a linked folder, to write": () => [write("skills/folder-link/new.md"), edit("skills/folder-link/MEMORY.md")],
  "a linked folder, to delete or move from": () => [
    remove("skills/folder-link/secret.md"),
    move("skills/folder-link/secret.md", "skills/got.md"),
  ],
  "a linked folder, to move into": () => [move("skills/build/SKILL.md", "skills/folder-link/SKILL2.md")],
  "a linked folder with a slash behind it": () => [list("skills/folder-link/"), write("skills/folder-link//x")],
  "a link with an absolute target": () => [read("skills/absolute-link/secret.md"), write("skills/absolute-link/x")],
  "a link to the root of the file system": () => [
    list("skills/root-link"),
    read("skills/root-link/etc/passwd"),
    write("skills/root-link/tmp/x"),
  ],
  "a linked file, to read": () => [read("skills/file-link"), search("skills/file-link")],
  "a linked file, to write": () => [write("skills/file-link"), edit("skills/file-link")],
  "a dangling link, to create its target": () => [write("skills/dangling-link"), read("skills/dangling-link")],
  "a link within the copy": () => [read("skills/inner-link"), write("skills/inner-link"), edit("skills/inner-link")],
  "a link to itself": () => [read("skills/loop"), write("skills/loop"), list("skills/loop/x")],
  "moving a link somewhere else": () => [
    move("skills/file-link", "skills/innocent.md"),
    move("skills/folder-link", "skills/dir"),
  ],
  "a link in a read-only place": () => [
    list("extensions/link"),
    write("extensions/link/x"),
    read("extensions/link/secret.md"),
  ],
  "a second name of a file outside": () => [
    read("skills/second-name.md"),
    write("skills/second-name.md"),
    edit("skills/second-name.md"),
  ],
  "a pipe that would block": () => [read("skills/pipe"), write("skills/pipe"), search("skills/pipe")],
  "a folder as a file": () => [read("skills"), write("skills/build"), edit("skills/build")],
  "a file as a folder": () => [
    list("MEMORY.md"),
    write("MEMORY.md/x"),
    read("MEMORY.md/x"),
    write("skills/build/SKILL.md/x"),
  ],
  "the repository": () => [list(".git"), read(".git/config"), write(".git/hooks/post-commit"), remove(".git")],
  "the repository in another case": () => [
    write(".GIT/config"),
    write("skills/.Git/config"),
    read("skills/nested/.gIT/config"),
  ],
  "a repository inside a skill": () => [
    read("skills/nested/.git/config"),
    list("skills/nested/.git"),
    write("skills/nested/.git/config"),
    remove("skills/nested/.git"),
  ],
  "the repository behind dropped characters": () => [
    write("skills/.git./x"),
    write("skills/.git /x"),
    write("skills/.g\u{200C}it/x"),
    write("skills/git~1/x"),
  ],
  "the repository as a stream": () => [write("skills/.git::$INDEX_ALLOCATION/config")],
  "the generated inputs, to write": () => [
    write("raw_memories.md"),
    write("rollout_summaries/a.md"),
    write("rollout_summaries/new.md"),
  ],
  "the generated inputs, to take away": () => [
    remove("raw_memories.md"),
    remove("rollout_summaries"),
    move("rollout_summaries/a.md", "skills/a.md"),
  ],
  "the generated inputs, as a target": () => [
    move("skills/build/SKILL.md", "raw_memories.md"),
    move("MEMORY.md", "rollout_summaries/x.md"),
  ],
  "the diff file": () => [
    write("phase2_workspace_diff.md"),
    remove("phase2_workspace_diff.md"),
    edit("phase2_workspace_diff.md"),
  ],
  "the extensions": () => [
    write("extensions/web/instructions.md"),
    write("extensions/evil/instructions.md"),
    remove("extensions"),
  ],
  "a new file at the top": () => [write("AGENTS.md"), write(".env"), write("memories.toml")],
  "the handbook in another case": () => [
    write("memory.md"),
    write("MEMORY.MD"),
    write("Memory_summary.md"),
    write("SKILLS/x"),
  ],
  "the folder itself": () => [
    remove(""),
    remove("."),
    move(".", "skills/x"),
    write("", "x"),
    remove("skills"),
    move("skills", "skills2"),
  ],
  "a folder in the place of the handbook": () => [move("skills/build", "MEMORY.md"), write("MEMORY.md/SKILL.md")],
  "a folder into itself": () => [move("skills/build", "skills/build/inner")],
  "ten megabytes of content": () => [
    write("MEMORY.md", "x".repeat(10 * 1024 * 1024)),
    write("skills/big", "ä".repeat(600_000)),
  ],
  "an edit that grows a file past its bound": () => [
    { tool: "edit", input: { path: "MEMORY.md", old_text: "first", new_text: "x".repeat(2 * 1024 * 1024) } },
  ],
  "a name too long for any disk": () => [
    write(`skills/${"x".repeat(300)}`),
    write(`skills/${"d/".repeat(2_000)}x`),
    read("x".repeat(70_000)),
  ],
  "tools that do not exist": () => [
    { tool: "shell", input: { command: `echo x > ../x` } },
    { tool: "exec", input: {} },
    { tool: "fetch", input: { url: "http://127.0.0.1/" } },
    { tool: "__proto__", input: {} },
    { tool: "constructor", input: {} },
    { tool: "Write", input: { path: "MEMORY.md", content: "x" } },
  ],
  "arguments of the wrong type": () => [
    { tool: "write", input: { path: ["MEMORY.md"], content: "x" } },
    { tool: "write", input: { path: { toString: "MEMORY.md" }, content: "x" } },
    { tool: "write", input: { path: "MEMORY.md", content: { length: 3 } } },
    { tool: "read", input: { path: "MEMORY.md", line_offset: -1 } },
    { tool: "read", input: '{"path": "MEMORY.md", "max_lines": 1e400}' },
    { tool: "delete", input: null },
    { tool: "delete", input: [] },
  ],
  "arguments that are unknown or missing": () => [
    { tool: "write", input: { path: "MEMORY.md", content: "x", mode: 0o777 } },
    { tool: "write", input: { path: "MEMORY.md" } },
    { tool: "read", input: { path: "MEMORY.md", root: "/" } },
    { tool: "list", input: { path: "", follow: true } },
  ],
  "arguments that are no JSON": () => [
    { tool: "write", input: '{"path": "MEMORY.md", "content": ' },
    { tool: "read", input: "MEMORY.md" },
  ],
  "a prototype in the arguments": () => [
    { tool: "write", input: '{"__proto__": {"path": "../x"}, "path": "../x", "content": "x"}' },
  ],
};

let tried = 0;
for (const reach of ["by_handle", "by_path"] as const)
  describe(`an agent that tries to get out is refused, and nothing outside or read-only changes (${reach}):`, () => {
    for (const [name, callsOf] of Object.entries(ESCAPES)) {
      test(name, async () => {
        tried += 1;
        const { copy, around } = plantedCopy();
        const before = snapshot(around);
        const calls = callsOf(around);
        const { model, run } = await runScript([{ calls }, { say: "done" }], { root: { path: copy, reach } });
        const told = toldResults(model.doGenerateCalls[1]?.prompt);
        expect(told.filter(({ refused }) => !refused)).toEqual([]);
        expect(told).toHaveLength(calls.length);
        expect(run).toMatchObject({ end: { kind: "finished" }, refusedCalls: calls.length });
        expect(JSON.stringify(told.map(({ value }) => value))).not.toContain(`${MARK}\\n`);
        expect(snapshot(around)).toEqual(before);
      });
    }
  });
afterAll(() => expect(tried).toBeGreaterThanOrEqual(80));

test.each(["by_handle", "by_path"] as const)(
  "listing and searching everything shows neither links, nor their targets, nor a repository (%s)",
  async (reach) => {
    const { copy } = plantedCopy();
    const calls = [list("skills"), list("skills/nested"), search("")];
    const { model } = await runScript([{ calls }, { say: "done" }], { root: { path: copy, reach } });
    const told = toldResults(model.doGenerateCalls[1]?.prompt).map(({ value }) => value);
    expect(told).toEqual([
      {
        path: "skills",
        entries: [
          { path: "skills/build", entry_type: "directory" },
          { path: "skills/nested", entry_type: "directory" },
          { path: "skills/second-name.md", entry_type: "file" },
        ],
        truncated: false,
      },
      { path: "skills/nested", entries: [], truncated: false },
      { query: MARK, path: "", matches: [], truncated: false },
    ]);
  },
);

test("deleting a link takes the link, never what it leads to", async () => {
  const { copy, around } = plantedCopy();
  const calls = ["folder-link", "file-link", "second-name.md", "loop", "pipe"].map((name) => remove(`skills/${name}`));
  const other = snapshot(join(around, "other"));
  const { run } = await runScript([{ calls }, { say: "done" }], { root: copy });
  expect(run.refusedCalls).toBe(0);
  expect(Object.keys(snapshot(join(copy, "skills"))).toSorted()).not.toContain("folder-link");
  expect(snapshot(join(around, "other"))).toEqual(other);
});

test("deleting a folder with links in it leaves their targets", async () => {
  const { copy, around } = plantedCopy();
  symlinkSync("../../../other", join(copy, "skills/build/way-out"));
  const other = snapshot(join(around, "other"));
  const { run } = await runScript([{ calls: [remove("skills/build")] }, { say: "done" }], { root: copy });
  expect(run.refusedCalls).toBe(0);
  expect(snapshot(join(around, "other"))).toEqual(other);
});

test("a thousand calls in one step, and endless steps, come to an end", async () => {
  const { copy, around } = plantedCopy();
  const other = snapshot(join(around, "other"));
  const calls = Array.from({ length: 1_000 }, (_, at) => write(`../x${at}`));
  const { run } = await runScript([{ calls }], { root: copy, limits: { ...WIDE_LIMITS, maxSteps: 3 } });
  expect(run).toMatchObject({ end: { kind: "failed" }, steps: 1, refusedCalls: 1_000 });
  expect(snapshot(join(around, "other"))).toEqual(other);
});

test("what one run writes in all is bounded", async () => {
  const calls = Array.from({ length: 70 }, (_, at) => write(`skills/${at}`, "x".repeat(1024 * 1024)));
  const { run, model } = await runScript([{ calls }, { say: "done" }]);
  expect(run.refusedCalls).toBe(6);
  expect(toldResults(model.doGenerateCalls[1]?.prompt).at(-1)?.value).toBe("too much has been written in this run");
});

test.each(["by_handle", "by_path"] as const)(
  "a folder swapped for a link while a tool works is not followed (%s)",
  async (reach) => {
    const changes: Readonly<Record<string, ScriptedCall>> = {
      write: write("skills/build/SKILL.md"),
      "a new file": write("skills/build/new.md"),
      delete: remove("skills/build/SKILL.md"),
      move: move("skills/build/SKILL.md", "skills/build/got.md"),
    };
    for (const call of Object.values(changes)) {
      const { copy, around } = plantedCopy();
      writeFileSync(join(around, "other/SKILL.md"), `${MARK}\n`);
      const other = snapshot(join(around, "other"));
      installFaultHook((point, detail) => {
        if (point !== "agent.step" || detail.startsWith("round")) return;
        renameSync(join(copy, "skills/build"), join(copy, "skills/moved"));
        symlinkSync("../../other", join(copy, "skills/build"));
        installFaultHook(undefined);
      });
      const { run } = await runScript([{ calls: [call] }, { say: "done" }], { root: { path: copy, reach } });
      installFaultHook(undefined);
      expect(readlinkSync(join(copy, "skills/build"))).toBe("../../other");
      expect(snapshot(join(around, "other"))).toEqual(other);
      if (reach === "by_path") expect(run.refusedCalls).toBe(1);
    }
  },
);
