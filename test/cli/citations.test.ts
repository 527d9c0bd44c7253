import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { citationOf } from "../core/citations/oracle.ts";
import { threeBlocks } from "../core/citations/sample.ts";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { messageLine, metaLine, threadId, writeTranscript } from "../helpers/transcripts.ts";

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
});
afterEach(() => box.dispose());

const ID = "019c6e27-e55b-73d1-87d8-4e01f1f75043";
const BLOCK = [
  "<oai-mem-citation>",
  "<citation_entries>",
  "MEMORY.md:2-3|note=[what it\tgave]",
  "</citation_entries>",
  "<rollout_ids>",
  ID,
  "</rollout_ids>",
  "</oai-mem-citation>",
].join("\n");
/** The one shape of a source's citations. */
const cites = (source: string) => ({
  source,
  thread_id: null,
  entries: [{ path: "MEMORY.md", line_start: 2, line_end: 3, note: "what it\tgave" }],
  thread_ids: [ID],
  problems: [],
});
const nothing = (source: string) => ({ ...cites(source), entries: [], thread_ids: [] });

function file(name: string, content: string): string {
  const path = join(box.dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const memory = (path: string, content: string) => file(join(".memories/memories", path), content);
const citing = (...lines: string[]) =>
  `<oai-mem-citation><citation_entries>\n${lines.join("\n")}\n</citation_entries></oai-mem-citation>`;

const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

test("each source gives one JSON value of one shape, whether it cites or not, alone or beside others", () => {
  expect(box.run(["citations"], { input: `Done.${BLOCK}` })).toEqual({
    exit: 0,
    signal: null,
    stdout: lines(cites("-")),
    stderr: "",
  });
  const [a, b] = [file("a.txt", BLOCK), file("b.txt", "plain")];
  expect(box.run(["citations", a]).stdout).toBe(lines(cites(a)));
  expect(box.run(["citations"], { input: "" }).stdout).toBe(lines(nothing("-")));
  expect(box.run(["citations", a, b]).stdout).toBe(lines(cites(a), nothing(b)));
  expect(box.run(["citations", a, "--format", "ndjson"]).stdout).toBe(lines(cites(a)));
  expect(box.run(["citations", "-", a], { input: "x" }).stdout).toBe(lines(nothing("-"), cites(a)));
});

test("tsv gives a row an entry below a header, grep a line as editors read it; no value makes a column", () => {
  const header = "source\tthread_id\tpath\tline_start\tline_end\tnote\n";
  const row = "-\t\tMEMORY.md\t2\t3\twhat it gave\n";
  expect(box.run(["citations", "--format", "tsv"], { input: BLOCK }).stdout).toBe(header + row);
  expect(box.run(["citations", "--format", "tsv", "--no-headers"], { input: BLOCK }).stdout).toBe(row);
  expect(box.run(["citations", "--format", "tsv"], { input: "plain" }).stdout).toBe(header);
  expect(box.run(["citations", "--format", "grep"], { input: BLOCK }).stdout).toBe("MEMORY.md:2: what it gave\n");
});

test("--strip --json-to prints the text and keeps the citations in one pass", () => {
  const kept = join(box.dir, "kept.json");
  expect(box.run(["citations", "--strip", "--json-to", kept], { input: `1${BLOCK}2` }).stdout).toBe("12");
  expect(readFileSync(kept, "utf8")).toBe(lines(cites("-")));
});

test("--verify names a block that is not closed and an id that no memory has", () => {
  memory("MEMORY.md", "one\ntwo\nthree\n");
  const { exit, stdout, stderr } = box.run(["citations", "--verify"], {
    input: BLOCK.replace("</oai-mem-citation>", ""),
  });
  const problems = ["a block is not closed", `no memory has the id ${ID}`];
  expect(exit).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ problems });
  expect(stderr.trim().split("\n")).toEqual(problems.map((problem) => `memories: ${problem}`));
});

test("--strip prints the visible text byte for byte, of all inputs one after the other", () => {
  const text = threeBlocks();
  expect(box.run(["citations", "--strip"], { input: text }).stdout).toBe(citationOf(text).visible);
  expect(box.run(["citations", "--strip", file("a", `1${BLOCK}2\n`), file("b", "3")]).stdout).toBe("12\n3");
  const bytes = Buffer.from([0x61, 0xff, 0x1b, 0x00, 0x0d]);
  expect(box.run(["citations", "--strip", "--require"], { input: bytes })).toMatchObject({
    exit: 1,
    stdout: bytes.toString("utf8"),
  });
});

test("--strip lets text out while the agent is still writing", async () => {
  const child = box.start(["citations", "--strip"]);
  child.stdout?.setEncoding("utf8");
  child.stdin?.write("visible <oai-mem-");
  expect((await once(child.stdout ?? child, "data")).join("")).toBe("visible ");
  child.stdin?.write("x");
  expect((await once(child.stdout ?? child, "data")).join("")).toBe("<oai-mem-x");
  child.stdin?.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("--verify tells one line a finding and exits 1; what holds is silent", () => {
  memory("MEMORY.md", "one\ntwo\n \n");
  file(".memories/outside.md", "secret\n");
  symlinkSync(join(box.home, "outside.md"), join(box.root, "link.md"));
  const good = box.run(["citations", "--verify"], {
    input: citing("MEMORY.md:1-2|note=[x]", `${box.root}/MEMORY.md:1-3|note=[]`),
  });
  expect([good.exit, good.stderr]).toEqual([0, ""]);
  const wrong = [
    "MEMORY.md:2-1",
    "MEMORY.md:3-3",
    "MEMORY.md:3-9",
    "MEMORY.md:0-1",
    "absent.md:1-1",
    "../outside.md:1-1",
    "/etc/hostname:1-1",
    "link.md:1-1",
    ".git/config:1-1",
  ];
  const bad = box.run(["citations", "--verify"], {
    input: citing(...wrong.map((line) => `${line}|note=[]`), "no entry"),
  });
  expect(bad.exit).toBe(1);
  const told = bad.stderr.trim().split("\n");
  expect(told.length).toBe(wrong.length + 1);
  for (const [line, words] of [
    ["MEMORY.md:2-1", "start after end"],
    ["MEMORY.md:3-3", "blank"],
    ["MEMORY.md:3-9", "line 9 does not exist"],
    ["MEMORY.md:0-1", "line 0 does not exist"],
    ["absent.md:1-1", "does not exist"],
    ["../outside.md:1-1", "leaves the memory root"],
    ["/etc/hostname:1-1", "not relative"],
    ["link.md:1-1", "a link"],
    [".git/config:1-1", "hidden"],
    ["not an entry", "no entry"],
  ] as const) {
    expect(
      told.find((one) => one.includes(line)),
      line,
    ).toContain(words);
  }
  expect(JSON.parse(bad.stdout).problems.length).toBe(told.length);
  expect(box.run(["citations", "--verify", "--quiet"], { input: citing("no entry") })).toMatchObject({
    exit: 1,
    stdout: lines({ ...nothing("-"), problems: ["not an entry: no entry"] }),
  });
});

test("--resolve inlines the cited lines, null where they are not there or lie outside", () => {
  memory("MEMORY.md", "one\ntwo\nthree\n");
  file(".memories/outside.md", "secret\n");
  symlinkSync(join(box.home, "outside.md"), join(box.root, "link.md"));
  const input = citing(
    ...["MEMORY.md:1-2", "MEMORY.md:3-4", "../outside.md:1-1", "link.md:1-1"].map((line) => `${line}|note=[]`),
  );
  const { entries } = JSON.parse(box.run(["citations", "--resolve"], { input }).stdout);
  expect(entries.map((entry: { text: unknown }) => entry.text)).toEqual(["one\ntwo", null, null, null]);
});

test("--require exits 1 when there is no citation at all", () => {
  expect(box.run(["citations", "--require"], { input: "plain" })).toMatchObject({
    exit: 1,
    stdout: lines(nothing("-")),
  });
  expect(box.run(["citations", "--require"], { input: BLOCK }).exit).toBe(0);
  expect(box.run(["citations", "--require", file("a", "plain"), file("b", BLOCK)]).exit).toBe(0);
});

test("--rollouts gives a line for each citing message with its place and thread", () => {
  const transcript = [
    metaLine(threadId(1)),
    messageLine("assistant", "plain"),
    messageLine("assistant", `a ${BLOCK}`),
    messageLine("user", BLOCK),
  ];
  const tree = join(box.dir, "tree");
  const path = writeTranscript(tree, threadId(1), transcript, { compress: true });
  writeTranscript(tree, threadId(2), [metaLine(threadId(2)), messageLine("assistant", "plain")]);
  const line = `${JSON.stringify({ ...cites(`${path}:3`), thread_id: threadId(1) })}\n`;
  expect(box.run(["citations", "--rollouts", tree]).stdout).toBe(line);
  expect(box.run(["citations", "--rollouts", path]).stdout).toBe(line);
  expect(box.run(["citations", "--rollouts", path, "--format", "tsv", "--no-headers"]).stdout).toBe(
    `${path}:3\t${threadId(1)}\tMEMORY.md\t2\t3\twhat it gave\n`,
  );
  expect(box.run(["citations", "--rollouts", box.codexHome, "--require"])).toMatchObject({ exit: 1, stdout: "" });
});

test("--count counts what was given, and says how much", () => {
  const first = box.run(["citations", "--count"], { input: BLOCK });
  expect(first).toMatchObject({ exit: 0, stdout: lines(cites("-")) });
  expect(first.stderr).toContain("counted 0 of 1");
  expect(existsSync(join(box.home, "memories.db"))).toBe(true);
});

test("without --count, --verify and --resolve nothing is made and no home is needed", () => {
  box.run(["citations"], { input: BLOCK });
  expect(existsSync(box.home)).toBe(false);
  expect(box.run(["citations"], { input: BLOCK, env: { MEMORIES_HOME: "/dev/null/nowhere", HOME: "" } }).exit).toBe(0);
});

test("what cannot be read, and what does not go together, is exit 2 before anything is printed", () => {
  const a = file("a.txt", BLOCK);
  for (const args of [
    [a, join(box.dir, "absent")],
    [box.dir],
    ["--rollouts", join(box.dir, "absent")],
    ["--require", join(box.dir, "absent")],
    ["--rollouts", box.dir, a],
    ["--rollouts", box.dir, "--strip"],
    ["--strip", "--format", "tsv"],
    ["--strip", "--resolve"],
    ["--format", "tsv", "--resolve"],
    ["--format", "xml"],
  ]) {
    expect(box.run(["citations", ...args]), args.join(" ")).toMatchObject({ exit: 2, stdout: "" });
  }
});

test("a reader that has seen enough ends the program quietly", async () => {
  const child = spawn(
    "bash",
    ["-c", `yes 'some text <' | ${box.command.join(" ")} citations --strip | head -c 5; echo " \${PIPESTATUS[1]}"`],
    { env: box.env },
  );
  let out = "";
  for await (const chunk of child.stdout) out += String(chunk);
  expect(out).toBe("some  0\n");
});

test("a run over an endless input is stopped by a signal, also while the world is open", async () => {
  memory("MEMORY.md", "one\n");
  for (const args of [
    ["citations", "--strip"],
    ["citations", "--strip", "--verify"],
  ]) {
    const child = box.start(args);
    child.stdin?.write(`text ${BLOCK}`);
    await once(child.stdout ?? child, "data");
    child.kill("SIGTERM");
    const [code, signal] = await once(child, "exit");
    expect(code === 143 || signal === "SIGTERM").toBe(true);
  }
});
