import { describe, expect, test } from "bun:test";
import { renderFinding, verifyTree } from "../../../lib/core/verify/verify.ts";
import { RULES } from "../../../lib/core/verify/verify-rules.ts";
import { type Planting, snapshots } from "../consolidate/trees.ts";

const GOOD: Planting = {
  "MEMORY.md": "# Task Group: a\n",
  "memory_summary.md": "v1\n\n## User Profile\n",
  "raw_memories.md": "# Raw Memories\n",
  "rollout_summaries/a.md": "thread_id: a\n",
  "skills/build/SKILL.md": "steps\n",
};
const SUMMARY = "memory_summary.md";
const KEY = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");

function judge(after: Planting, before: Planting = GOOD) {
  const pair = snapshots(before, after);
  const verdict = verifyTree(pair.before, pair.after);
  return { ...verdict, failed: verdict.failures.map(renderFinding), said: verdict.reported.map(renderFinding) };
}
const without = (path: string) => Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== path));

test("a run that changes nothing is clean", () => {
  expect(judge(GOOD)).toMatchObject({ failed: [], said: [], redacted: 0 });
});

test("a run that writes handbook, summary and skills is clean", () => {
  const after = {
    ...GOOD,
    "MEMORY.md": "# Task Group: b\n- rollout_summaries/a.md\n",
    "memory_summary.md": "v1\n",
    "skills/new/deep/er.md": "x",
  };
  expect(judge(after).failed).toEqual([]);
});

describe("what the agent does wrong fails", () => {
  const big = "x".repeat(1024 * 1024);
  const rows: [string, Planting, string[]][] = [
    ["deletes the handbook", without("MEMORY.md"), ["MEMORY.md: is missing"]],
    ["deletes the summary", without(SUMMARY), ["memory_summary.md: is missing"]],
    ["empties the handbook", { ...GOOD, "MEMORY.md": " \n\t" }, ["MEMORY.md: is empty"]],
    [
      "writes bytes that are no UTF-8",
      { ...GOOD, "MEMORY.md": new Uint8Array([0x61, 0xff]) },
      ["MEMORY.md: is not UTF-8 text"],
    ],
    [
      "writes another version",
      { ...GOOD, [SUMMARY]: "v2\n" },
      ['memory_summary.md: the first line is "v2", not exactly "v1"'],
    ],
    [
      "puts a blank behind the version",
      { ...GOOD, [SUMMARY]: "v1 \n" },
      ['memory_summary.md: the first line is "v1 ", not exactly "v1"'],
    ],
    [
      "ends the version with a carriage return",
      { ...GOOD, [SUMMARY]: "v1\r\n" },
      ['memory_summary.md: the first line is "v1\\r", not exactly "v1"'],
    ],
    [
      "puts a byte order mark before the version",
      { ...GOOD, [SUMMARY]: "\u{FEFF}v1\n" },
      ['memory_summary.md: the first line is "\u{FEFF}v1", not exactly "v1"'],
    ],
    ["adds a file elsewhere", { ...GOOD, "notes.md": "x" }, ["notes.md: was added, but is not writable"]],
    ["changes an input", { ...GOOD, "raw_memories.md": "x" }, ["raw_memories.md: was changed, but is not writable"]],
    [
      "deletes a recap",
      without("rollout_summaries/a.md"),
      ["rollout_summaries/a.md: was deleted, but is not writable"],
    ],
    [
      "writes beside the handbook in another case",
      { ...GOOD, "memory.md": "x" },
      ["memory.md: was added, but is not writable"],
    ],
    [
      "leaves a file called skills",
      { ...without("skills/build/SKILL.md"), skills: "x" },
      ["skills: was added, but is not writable"],
    ],
    ["plants a link", { ...GOOD, "skills/x": { link: "/etc/passwd" } }, ["skills/x: is a symbolic link"]],
    [
      "turns the handbook into a link",
      { ...GOOD, "MEMORY.md": { link: "/etc/passwd" } },
      ["MEMORY.md: is not a regular file", "MEMORY.md: is a symbolic link"],
    ],
    [
      "leaves a pipe",
      { ...GOOD, "skills/x": { other: true } },
      ["skills/x: is neither a folder nor a regular file of its own"],
    ],
    ["makes a program", { ...GOOD, "skills/x.sh": { program: "#!/bin/sh" } }, ["skills/x.sh: has an execute bit"]],
    [
      "writes more than a mebibyte",
      { ...GOOD, "skills/x": `${big}x` },
      ["skills/x: has 1048577 bytes; at most 1048576 are allowed"],
    ],
    [
      "names a recap that is not there",
      { ...GOOD, "MEMORY.md": "- rollout_summaries/b.md\n" },
      ["MEMORY.md: rollout_summaries/b.md does not exist"],
    ],
    [
      "names a recap without its ending",
      { ...GOOD, "skills/x": "see `rollout_summaries/a`" },
      ["skills/x: rollout_summaries/a does not exist"],
    ],
    [
      "climbs out of the recaps",
      { ...GOOD, "MEMORY.md": "rollout_summaries/../MEMORY.md" },
      ["MEMORY.md: rollout_summaries/../MEMORY.md does not exist"],
    ],
    [
      "names a file after a secret",
      { ...GOOD, [`skills/${KEY}.md`]: "x" },
      ["skills/[REDACTED_SECRET].md: the name holds a secret"],
    ],
  ];
  for (const [name, after, expected] of rows)
    test(`when it ${name}`, () => expect(judge(after).failed).toEqual(expected));

  test("a mebibyte exactly is allowed", () => expect(judge({ ...GOOD, "skills/x": big }).failed).toEqual([]));
});

describe("what a person left wrong before is said, not failed", () => {
  const rows: [string, Planting, string[]][] = [
    [
      "a summary of another version",
      { ...GOOD, [SUMMARY]: "old\n" },
      ['memory_summary.md: the first line is "old", not exactly "v1"'],
    ],
    ["an empty handbook", { ...GOOD, "MEMORY.md": "" }, ["MEMORY.md: is empty"]],
    [
      "a handbook that is a link",
      { ...GOOD, "MEMORY.md": { link: "elsewhere" } },
      ["MEMORY.md: is not a regular file"],
    ],
    [
      "a reference that leads nowhere",
      { ...GOOD, "MEMORY.md": "rollout_summaries/x.md" },
      ["MEMORY.md: rollout_summaries/x.md does not exist"],
    ],
    [
      "programs, links and large files among the skills",
      { ...GOOD, "skills/p": { program: "x" }, "skills/l": { link: "x" }, "skills/big": "x".repeat(2 ** 21) },
      ["skills/big: has 2097152 bytes; at most 1048576 are allowed"],
    ],
    ["files in other places", { ...GOOD, "README.md": "mine" }, []],
  ];
  for (const [name, both, said] of rows) {
    test(name, () => expect(judge(both, both)).toMatchObject({ failed: [], said }));
  }

  test("a reference that led nowhere may be carried to another file, a new one may not", () => {
    const before = { ...GOOD, "MEMORY.md": "rollout_summaries/x.md" };
    const after = { ...GOOD, "MEMORY.md": "n", [SUMMARY]: "v1\nrollout_summaries/x.md rollout_summaries/y.md" };
    expect(judge(after, before)).toMatchObject({
      failed: ["memory_summary.md: rollout_summaries/y.md does not exist"],
      said: ["memory_summary.md: rollout_summaries/x.md does not exist"],
    });
  });

  test("a program that the agent edits keeps its bit without a failure", () => {
    const before = { ...GOOD, "skills/p": { program: "x" } };
    expect(judge({ ...GOOD, "skills/p": { program: "y" } }, before)).toMatchObject({
      failed: [],
      said: ["skills/p: has an execute bit"],
    });
  });
});

test("where a file system gives the execute bit to every file, none is a program", () => {
  const asPrograms = (files: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { program: String(text) }]));
  expect(judge(asPrograms({ ...GOOD, "skills/new.md": "new" }), asPrograms(GOOD))).toMatchObject({
    failed: [],
    said: [],
  });
});

test("a first run must have made both files", () => {
  expect(judge({}, {}).failed).toEqual(["MEMORY.md: is missing", "memory_summary.md: is missing"]);
});

test("secrets in changed text files are taken out and counted, elsewhere they are left", () => {
  const secret = `key ${KEY} end\n`;
  const binary = Buffer.concat([Buffer.from([0]), Buffer.from(secret)]);
  const verdict = judge(
    { ...GOOD, "MEMORY.md": `${secret}${secret}`, "skills/a": secret, "skills/old": secret, "skills/b": binary },
    { ...GOOD, "skills/old": secret },
  );
  expect(verdict.failed).toEqual([]);
  expect(verdict.redacted).toBe(3);
  expect([...verdict.redactions]).toEqual([
    ["MEMORY.md", "key [REDACTED_SECRET] end\nkey [REDACTED_SECRET] end\n"],
    ["skills/a", "key [REDACTED_SECRET] end\n"],
  ]);
});

test("every rule of the table is broken by some row above, and each has its words for the agent", () => {
  expect(RULES.map(({ name }) => name)).toEqual([
    "files",
    "version",
    "writable",
    "kinds",
    "size",
    "references",
    "secrets",
  ]);
  for (const { text } of RULES) expect(text).toMatch(/^[`A-Z].*\.$/);
});
