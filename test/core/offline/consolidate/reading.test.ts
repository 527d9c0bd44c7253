import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseRawMemories, renderRawMemories } from "../../../../lib/core/consolidate/raw-memories.ts";
import { summaryFileName } from "../../../../lib/core/consolidate/summary-file-name.ts";
import { gatherAlike } from "../../../../lib/core/offline/consolidate/gather.ts";
import { choiceIn, splitWish, wordsOfUser } from "../../../../lib/core/offline/consolidate/merging/wishes.ts";
import { isFiller } from "../../../../lib/core/offline/consolidate/merging/wording.ts";
import { extensionNotes } from "../../../../lib/core/offline/consolidate/reading/extension-notes.ts";
import { parseMemory } from "../../../../lib/core/offline/consolidate/reading/memory-text.ts";
import { parseOutline, renderOutline } from "../../../../lib/core/offline/consolidate/reading/outline.ts";
import { takeSteps } from "../../../../lib/core/steps.ts";
import { referenceFile, referenceSelection } from "../../consolidate/reference-rows.ts";

describe("a raw memory is read in many forms", () => {
  const items = (text: string) =>
    parseMemory(text).tasks.map(({ title, items: of }) => [
      title,
      ...of.map(({ kind, lines }) => `${kind}: ${lines.join("\n")}`),
    ]);

  test("as it is asked for", () => {
    const text = `---
description: "what it was"
task: fix login
task_group: shop
task_outcome: partial
cwd: /repo
keywords: login, "session token", login
---

### Task 1: fix login

task: fix login
task_group: shop
task_outcome: fail

Preference signals:
- the user said: "keep it short"
- none

Reusable knowledge:
- run \`make test\`
  - takes a minute
- tokens live in redis

Failures and how to do differently:
1. \`npm i\` failed -> use pnpm
2) n/a

References:
- src/login.ts

### Task 2: clean up
keywords: [tidy, up]

**Reusable knowledge:**

* old routes are in legacy/`;
    expect(parseMemory(text)).toEqual({
      description: "what it was",
      group: "shop",
      outcome: "partial",
      keywords: ["login", "session token"],
      tasks: [
        {
          title: "fix login",
          group: "shop",
          outcome: "fail",
          keywords: [],
          items: [
            { kind: "preferences", lines: ['the user said: "keep it short"'] },
            { kind: "knowledge", lines: ["run `make test`", "  - takes a minute"] },
            { kind: "knowledge", lines: ["tokens live in redis"] },
            { kind: "failures", lines: ["`npm i` failed -> use pnpm"] },
          ],
        },
        {
          title: "clean up",
          group: undefined,
          outcome: undefined,
          keywords: ["tidy", "up"],
          items: [{ kind: "knowledge", lines: ["old routes are in legacy/"] }],
        },
      ],
    });
  });

  const rows: [string, string, string[][]][] = [
    [
      "no form at all",
      "The user prefers tabs.\n\nThe port is 8080.",
      [["", "preferences: The user prefers tabs.", "knowledge: The port is 8080."]],
    ],
    [
      "bullets without sections",
      "# Task: x\n- never use sudo\n- port 80",
      [["x", "preferences: never use sudo", "knowledge: port 80"]],
    ],
    [
      "labels with text behind them",
      "User preferences: tabs\nReusable knowledge: `make`\nPitfalls: it hangs",
      [["", "preferences: tabs", "knowledge: `make`", "failures: it hangs"]],
    ],
    [
      "headings of any level",
      "## Task 3 - y\n#### User preferences\n- a\n###### Failures\n- b",
      [["y", "preferences: a", "failures: b"]],
    ],
    [
      "paragraphs that go on",
      "Reusable knowledge:\nfirst line\nsecond line\n\nnew one",
      [["", "knowledge: first line\n  second line", "knowledge: new one"]],
    ],
    [
      "code blocks",
      "- run:\n```sh\n# not a heading\n- not a bullet\n```\n- next",
      [["", "knowledge: run:\n  ```sh\n  # not a heading\n  - not a bullet\n  ```", "knowledge: next"]],
    ],
    ["carriage returns", "### Task 1: z\r\n\r\nPreference signals:\r\n- a\r\n", [["z", "preferences: a"]]],
    ["nothing", "", []],
    ["front matter alone", "---\ntask: t\n---\n", []],
    [
      "only filler",
      "Preference signals:\n- None observed.\n- (none)\n- N/A\n- No new preferences",
      [[""]].filter(() => false),
    ],
  ];
  for (const [name, text, expected] of rows) {
    test(name, () => expect(items(text).filter((task) => task.length > 1 || task[0] !== "")).toEqual(expected));
  }

  test("keywords as a list of lines", () => {
    expect(parseMemory("---\nkeywords:\n  - a\n  - b c\n---\n").keywords).toEqual(["a", "b c"]);
  });
});

test("what says nothing is filler, and what says something is not", () => {
  for (const text of [
    "none",
    "None.",
    "- ",
    "N/A",
    "(none)",
    "No preferences",
    "no explicit preference signals observed",
    "nothing",
    "TBD",
    "…",
    "None recorded yet",
  ])
    expect([text, isFiller(text.replace(/^- /, "-"))]).toEqual([text, true]);
  for (const text of [
    "no lists",
    "none of the tests need a database",
    "nothing works without VPN",
    "no npm",
    "not applicable to windows",
  ])
    expect([text, isFiller(text)]).toEqual([text, false]);
});

describe("raw_memories.md is read back", () => {
  test("as the reference wrote it", () => {
    const selection = referenceSelection();
    const threads = parseRawMemories(referenceFile("raw_memories.md"));
    expect(threads.map(({ threadId }) => threadId)).toEqual(selection.map(({ threadId }) => threadId).toSorted());
    for (const thread of threads) {
      const row = selection.find(({ threadId }) => threadId === thread.threadId);
      expect(thread.body()).toBe(row?.rawMemory.trim() ?? "");
      expect(thread).toMatchObject({
        cwd: row?.cwd,
        summaryFile: row === undefined ? "" : summaryFileName(row),
      });
    }
  });
  test("empty", () => expect(parseRawMemories(new TextEncoder().encode(renderRawMemories([])))).toEqual([]));
});

describe("wishes", () => {
  const choices: [string, string | undefined][] = [
    ["We use pnpm in this repo, never npm", "pnpm over npm"],
    ["As I said before: pnpm, not npm.", "pnpm over npm"],
    ["Use `tabs` instead of spaces", "tabs over spaces"],
    ["prefers a table rather than the list", "table over list"],
    ["use npm, not pnpm", "npm over pnpm"],
    ["do not deploy", undefined],
    ["short answers", undefined],
    ["use x, not x", undefined],
  ];
  for (const [line, choice] of choices) test(`${line} → ${choice}`, () => expect(choiceIn(line)).toBe(choice));

  test("are known by the user's words", () => {
    expect(wordsOfUser('while the work went on: "Keep it POSIX."')).toBe("Keep it POSIX.");
    expect(wordsOfUser('on "Done: "x"": "No."')).toBe("No.");
    expect(wordsOfUser('when asked, "yes" -> go on')).toBe('when asked, "yes" -> go on');
  });
  test("with a choice among other sentences are taken apart, the asides kept", () => {
    expect(splitWish('with it: "No. We use pnpm, never npm. And ask before you add scripts please."')).toEqual([
      'with it: "No. We use pnpm, never npm."',
      'with it: "And ask before you add scripts please."',
    ]);
    expect(splitWish('with it: "First say what you plan to do. Use tabs, not spaces. Thanks."')).toEqual([
      'with it: "First say what you plan to do."',
      'with it: "Use tabs, not spaces. Thanks."',
    ]);
    expect(splitWish("Use a. Not b.")).toEqual(["Use a. Not b."]);
  });
});

describe("statements that are alike", () => {
  const gathered = (...lines: string[]) => takeSteps(gatherAlike(lines, (line) => line)).map(({ all }) => all);
  test("in wording, letter case, quotes and end punctuation", () => {
    expect(gathered('"Keep it short."', "keep it short")).toEqual([['"Keep it short."', "keep it short"]]);
  });
  test("in nearly all words", () => {
    const [a, b] = [
      "always run the whole test suite with coverage before each commit here",
      "always run the whole test suite with coverage before every single commit here",
    ];
    expect(gathered(a, b)).toHaveLength(2);
    expect(gathered(a, `please ${a}`)).toHaveLength(1);
  });
  test("but not with another negation, number or code", () => {
    const base = "run the integration tests against the staging database on port 5432 with `make it` first";
    expect(gathered(base, `never ${base}`)).toHaveLength(2);
    expect(gathered(base, base.replace("5432", "5433"))).toHaveLength(2);
    expect(gathered(base, base.replace("`make it`", "`make at`"))).toHaveLength(2);
    expect(gathered(base, `don't ${base}`)).toHaveLength(2);
  });
  test("short ones only when worded alike", () => expect(gathered("use tabs please", "use tabs")).toHaveLength(2));
});

test("an outline renders as the text it was read from", () => {
  const line = fc.constantFrom(
    "# A",
    "## Task 1: x",
    "### keywords",
    "- a [Task 1]",
    "  more",
    "text",
    "",
    "```",
    "* b",
    "scope: y",
    "v1",
    "   ",
    "- a",
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = `${lines.join("\n")}\n`.replace(/\s*$/, "\n").replaceAll(/^[ ]+$/gm, "");
      expect(renderOutline(parseOutline(text))).toBe(text.trim() === "" ? "" : text);
    }),
  );
});

test("notes and resources are read only of an extension with instructions", () => {
  const files = new Map([
    ["extensions/ad_hoc/instructions.md", "x"],
    ["extensions/ad_hoc/notes/2026-05-08T12-00-00-use_pnpm.md", "---\na: b\n---\n# Use pnpm\n\nin all\nrepos\n"],
    ["extensions/ad_hoc/notes/plain-note.md", "just text"],
    ["extensions/ad_hoc/notes/empty.md", "\n"],
    ["extensions/ad_hoc/resources/2026-05-09T12-00-00-page.md", "# Page\nbody"],
    ["extensions/ad_hoc/other/x.md", "no"],
    ["extensions/none/notes/x.md", "no"],
  ]);
  expect(extensionNotes(files)).toEqual([
    {
      extension: "ad_hoc",
      path: "extensions/ad_hoc/notes/2026-05-08T12-00-00-use_pnpm.md",
      kind: "note",
      title: "Use pnpm",
      text: "in all repos",
      day: "2026-05-08",
    },
    {
      extension: "ad_hoc",
      path: "extensions/ad_hoc/notes/plain-note.md",
      kind: "note",
      title: "plain note",
      text: "just text",
      day: undefined,
    },
    {
      extension: "ad_hoc",
      path: "extensions/ad_hoc/resources/2026-05-09T12-00-00-page.md",
      kind: "resource",
      title: "Page",
      text: "body",
      day: "2026-05-09",
    },
  ]);
});
