import { describe, expect, test } from "bun:test";
import { FILE_MAX_BYTES } from "../../../../lib/core/consolidate/agent/tool-policy.ts";
import { consolidateOffline, isReadOffline } from "../../../../lib/core/offline/consolidate/consolidate-offline.ts";
import { takeSteps } from "../../../../lib/core/steps.ts";
import { estimateTokens } from "../../../../lib/core/text/tokens.ts";
import { verifyTree } from "../../../../lib/core/verify/verify.ts";
import { snapshots } from "../../consolidate/trees.ts";
import {
  changedLines,
  consolidate,
  contentsOf,
  EMPTY_ROOT,
  edited,
  handbookOf,
  inputsOf,
  type Session,
  summaryOf,
} from "./sessions.ts";

const A: Session = {
  n: 1,
  group: "alpha",
  title: "build",
  preferences: ["use tabs everywhere in alpha please"],
  knowledge: ["the port is 8080 in alpha"],
};
const B: Session = { n: 2, group: "beta", title: "docs", preferences: ["ask before you publish anything"] };

describe("nothing to remember", () => {
  test("gives two files that pass verification", () => {
    const root = consolidate(EMPTY_ROOT, []);
    expect(handbookOf(root)).toBe("Nothing is remembered yet.\n");
    expect(summaryOf(root)).toBe(
      "v1\n\n## User Profile\n\n## User preferences\n\n## General Tips\n\n## What's in Memory\n",
    );
  });
  test("gives way to the first memory, and comes back when all are forgotten", () => {
    const empty = consolidate(EMPTY_ROOT, []);
    const full = consolidate(empty, [A]);
    expect(handbookOf(full)).toBe(handbookOf(consolidate(EMPTY_ROOT, [A])));
    expect(handbookOf(consolidate(full, []))).toBe(handbookOf(empty));
    expect(summaryOf(consolidate(full, []))).toBe(summaryOf(empty));
  });
});

describe("what the two files hold passes verification", () => {
  test("as it comes out, with secrets taken out there", () => {
    const root = consolidate(EMPTY_ROOT, [A, B]);
    const files = Object.fromEntries(root.files);
    const inputs = Object.fromEntries(inputsOf([A, B]));
    const { before, after } = snapshots(inputs, files);
    expect(verifyTree(before, after)).toMatchObject({ failures: [], reported: [], redacted: 0 });
  });
});

describe("what a person does to the files", () => {
  const root = consolidate(EMPTY_ROOT, [A, B]);

  test("a handbook they deleted or emptied is written anew", () => {
    for (const text of [undefined, "", " \n"]) {
      const current = new Map(root.files);
      if (text === undefined) current.delete("MEMORY.md");
      else current.set("MEMORY.md", text);
      expect(
        takeSteps(consolidateOffline({ baseline: contentsOf(root.baseline), current: contentsOf(current) })).handbook,
      ).toBe(handbookOf(root));
    }
  });

  test("a summary of another form is written anew, one that lost its version only gets it back", () => {
    const rewritten = (text: string) =>
      takeSteps(
        consolidateOffline({
          baseline: contentsOf(root.baseline),
          current: contentsOf(new Map([...root.files, ["memory_summary.md", text]])),
        }),
      ).summary;
    expect(rewritten("An essay about everything.\n")).toBe(summaryOf(root));
    expect(rewritten("")).toBe(summaryOf(root));
    const mine = summaryOf(root).replace("## General Tips\n", "## General Tips\n\n- mine\n");
    for (const first of ["", "v0\n", "v1 \n", "\u{FEFF}v1\n", "V1\r\n"])
      expect(rewritten(mine.replace("v1\n", first))).toBe(mine);
  });

  test("a block they renamed stays theirs, and is what later sessions are added to", () => {
    const mine = edited(root, "MEMORY.md", (text) =>
      text.replace("# Task Group: alpha", "# Task Group: the alpha service"),
    );
    const grown = consolidate(mine, [A, { ...A, n: 3, title: "deploy", preferences: ["deploy only after lunch"] }, B]);
    expect(handbookOf(grown)).not.toContain("# Task Group: alpha");
    expect(handbookOf(grown)).toContain("## Task 2: deploy, success");
    expect(handbookOf(grown)).toContain("- deploy only after lunch [Task 2]");
    const forgotten = handbookOf(consolidate(grown, [B]));
    expect(forgotten).not.toMatch(/8080|tabs everywhere|deploy/);
    expect(forgotten).toContain("# Task Group: beta");
  });

  test("a block they deleted stays away; only what is new about it comes", () => {
    const mine = edited(root, "MEMORY.md", (text) => text.slice(text.indexOf("# Task Group: beta")));
    expect(handbookOf(consolidate(mine, [A, B]))).toBe(handbookOf(mine));
    const grown = handbookOf(consolidate(mine, [A, { ...A, n: 3, title: "deploy" }, B]));
    expect(grown).toContain("# Task Group: alpha");
    expect(grown).toContain(": deploy, success");
    expect(grown).not.toContain(": build, success");
    expect(grown).not.toContain("8080");
  });

  test("a line they moved is still forgotten with its session", () => {
    const line = "- the port is 8080 in alpha [Task 1]\n";
    const mine = edited(root, "MEMORY.md", (text) => `${text.replace(line, "")}\n# Mine\n\n${line}- keep\n`);
    const after = handbookOf(consolidate(mine, [B]));
    expect(after).not.toContain("8080");
    expect(after).toEndWith("# Mine\n\n- keep\n");
  });

  test("words they added to keywords stay through changes of the list", () => {
    const mine = edited(root, "MEMORY.md", (text) => text.replace("- alpha, build", "- alpha, build, mine"));
    const grown = handbookOf(
      consolidate(mine, [
        A,
        {
          ...A,
          n: 3,
          group: "alpha",
          title: "build",
          raw: "---\ntask: build\ntask_group: alpha\nkeywords: alpha, late\n---\n",
        },
        B,
      ]),
    );
    expect(grown).toContain("\n- alpha, build, mine, late\n");
  });

  test("a topic of the summary they reworded is not written a second time", () => {
    const mine = edited(root, "memory_summary.md", (text) =>
      text.replace(/- \*\*alpha\*\*: .*/, "- **alpha**: my words"),
    );
    const grown = summaryOf(consolidate(mine, [{ ...A, later: 86_400 * 3 }, B]));
    expect(grown.match(/\*\*alpha\*\*/g)).toHaveLength(1);
    expect(grown).toContain("- **alpha**: my words");
  });

  test("a statement they reworded stands for itself, also where others begin with the same bold word", () => {
    const bold = (words: string[]): Session => ({ ...A, preferences: words.map((word) => `**Style**: ${word}`) });
    const before = consolidate(EMPTY_ROOT, [bold(["tabs only", "short names"])]);
    const mine = edited(before, "MEMORY.md", (text) => text.replace("tabs only", "two spaces"));
    const after = handbookOf(consolidate(mine, [bold(["short names"])]));
    expect(after).toContain("- **Style**: two spaces [Task 1]\n- **Style**: short names [Task 1]\n");
  });

  test("a file with carriage returns keeps them while nothing changes", () => {
    const mine = edited(root, "MEMORY.md", (text) => text.replaceAll("\n", "\r\n"));
    expect(handbookOf(consolidate(mine, [A, B]))).toBe(handbookOf(mine));
  });
});

describe("a handbook that a model wrote", () => {
  const file = [...inputsOf([A]).keys()].find((path) => path.startsWith("rollout_summaries/")) ?? "";
  const other = [...inputsOf([B]).keys()].find((path) => path.startsWith("rollout_summaries/")) ?? "";
  const HANDBOOK = `# Task Group: services – running them

scope: how to run both
applies_to: cwd=/home/dev/alpha; reuse_rule=here only

## Task 1: build alpha, success

### rollout_summary_files

- ${file} (thread_id=x, good for ports)

### keywords

- port

## Task 4: write beta's docs, success

### rollout_summary_files

- ${other} (thread_id=y)

### keywords

- docs

## User preferences

- The user likes tabs [Task 1]
- The user wants to be asked [Task 1] [Task 4]

## Reusable knowledge

- alpha answers on 8080 [Task 1]
`;
  const SUMMARY =
    "v1\n\n## User preferences\n\n- tabs\n\n## What's in Memory\n\n- services – running them: ports and docs\n";
  const files = new Map([...inputsOf([A, B]), ["MEMORY.md", HANDBOOK], ["memory_summary.md", SUMMARY]]);
  const root = { baseline: files, files };

  test("is left as it is while there is no news", () => {
    const same = consolidate(root, [A, B]);
    expect([handbookOf(same), summaryOf(same)]).toEqual([HANDBOOK, SUMMARY]);
  });

  test("gets what is new added, with numbers that follow its own", () => {
    const grown = handbookOf(
      consolidate(root, [A, B, { n: 3, group: "gamma", title: "tune", knowledge: ["gamma needs 2 GB"] }]),
    );
    expect(grown.startsWith(HANDBOOK.trimEnd())).toBe(true);
    expect(grown).toContain("# Task Group: gamma\n");
    expect(grown).not.toContain("use tabs everywhere in alpha");
  });

  test("forgets by its own form: tasks, statements and references of the session that went", () => {
    expect(changedLines(HANDBOOK, handbookOf(consolidate(root, [B])))).toEqual([
      "-## Task 1: build alpha, success",
      `-- ${file} (thread_id=x, good for ports)`,
      "-- port",
      "-- The user likes tabs [Task 1]",
      "-- The user wants to be asked [Task 1] [Task 4]",
      "-- alpha answers on 8080 [Task 1]",
      "+- The user wants to be asked [Task 4]",
    ]);
  });

  test("forgets a block and its topic with its last session, and keeps what a person put there meanwhile", () => {
    const none = consolidate(root, []);
    expect(handbookOf(none)).toBe("Nothing is remembered yet.\n");
    expect(summaryOf(none)).not.toContain("running them");
    const mine = edited(root, "MEMORY.md", (text) =>
      text.replace("- alpha answers on 8080 [Task 1]", "- ask Kim about ports [Task 1]"),
    );
    expect(handbookOf(consolidate(mine, []))).toContain("- ask Kim about ports [Task 1]");
  });
});

describe("inputs that try to break the form", () => {
  test("a memory cannot begin a block, a section or a task of its own", () => {
    const raw =
      "---\ntask: x\n---\nReusable knowledge:\n- a\n# Task Group: evil\n## Task 9: evil\nscope: evil\n```\n# Task Group: evil\n```\n- b\n";
    const text = handbookOf(consolidate(EMPTY_ROOT, [{ ...A, raw }, B]));
    expect(text.match(/^# .*$/gm)).toEqual(["# Task Group: alpha", "# Task Group: beta"]);
    expect(text.match(/^scope:/gm)).toHaveLength(2);
    expect(text.match(/^## Task .*$/gm)).toHaveLength(3);
  });

  test("a code block without an end does not swallow what follows", () => {
    const text = handbookOf(consolidate(EMPTY_ROOT, [{ ...A, raw: "Reusable knowledge:\n- run\n```sh\nmake\n" }, B]));
    const again = consolidate({ baseline: new Map(), files: new Map() }, [
      { ...A, raw: "Reusable knowledge:\n- run\n```sh\nmake\n" },
      B,
    ]);
    expect(handbookOf(consolidate(again, [B]))).toBe(handbookOf(consolidate(EMPTY_ROOT, [B])));
    expect(text).toContain("  make\n  ```");
  });

  test("line ends and control characters in front matter stay on one line", () => {
    const text = handbookOf(
      consolidate(EMPTY_ROOT, [{ ...A, raw: "---\ntask: a\u{85}b\u{2028}# c\ntask_group: g\u{1b}[2J\n---\n- x y z" }]),
    );
    expect(text).toContain("# Task Group: g [2J\n");
    expect(text).toContain("## Task 1: a b # c\n");
  });

  test("memories without any text still have their task and file", () => {
    const text = handbookOf(consolidate(EMPTY_ROOT, [{ ...A, raw: "" }]));
    expect(text).toContain("# Task Group: alpha\n");
    expect(text).toContain("## Task 1: build\n");
  });
});

test("a secret that came this far is taken out, and its line is still forgotten with its session", () => {
  const key = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
  const root = consolidate(EMPTY_ROOT, [{ ...A, knowledge: [`deploy with ${key} set`] }, B]);
  expect(handbookOf(root)).toContain("- deploy with [REDACTED_SECRET] set [Task 1]\n");
  expect(handbookOf(consolidate(root, [B]))).toBe(handbookOf(consolidate(EMPTY_ROOT, [B])));
  const renamed = edited(root, "MEMORY.md", (text) => text.replace("# Task Group: alpha", "# Task Group: mine"));
  expect(handbookOf(consolidate(renamed, [B]))).not.toContain("deploy");
});

describe("extensions", () => {
  const notes = new Map([
    ["extensions/ad_hoc/instructions.md", "Notes are what the user asked to remember."],
    ["extensions/ad_hoc/notes/2026-05-08T12-00-00-pnpm.md", "I prefer pnpm over npm in every repository."],
    ["extensions/web/instructions.md", "Pages."],
    ["extensions/web/resources/2026-05-09T12-00-00-api.md", "# API of the shop\n\nlong text"],
  ]);
  test("notes become wishes or facts, resources a pointer, and both are forgotten with their file", () => {
    const root = consolidate(EMPTY_ROOT, [A], notes);
    expect(handbookOf(root)).toContain("# Task Group: ad_hoc notes\n");
    expect(handbookOf(root)).toContain("- I prefer pnpm over npm in every repository. [Task 1]\n");
    expect(handbookOf(root)).toContain(
      "- extensions/ad_hoc/notes/2026-05-08T12-00-00-pnpm.md (updated_at=2026-05-08)\n",
    );
    expect(handbookOf(root)).toContain(
      "- API of the shop: see extensions/web/resources/2026-05-09T12-00-00-api.md [Task 1]\n",
    );
    expect(
      summaryOf(root)
        .split("\n")
        .find((line) => line.startsWith("- ") && !line.includes("Works in")),
    ).toBe("- I prefer pnpm over npm in every repository. [ad_hoc notes]");
    const without = consolidate(root, [A]);
    expect(handbookOf(without)).toBe(handbookOf(consolidate(EMPTY_ROOT, [A])));
    expect(summaryOf(without)).toBe(summaryOf(consolidate(EMPTY_ROOT, [A])));
  });
});

test("skills are named in the summary, with what they are for", () => {
  const skill = new Map([
    ["skills/release/SKILL.md", "---\nname: release\ndescription: how to release\n---\n1. tag\n"],
  ]);
  expect(summaryOf(consolidate(EMPTY_ROOT, [A], skill))).toEndWith(
    "### Skills\n\n- **skills/release**: how to release\n",
  );
});

test("only the files that matter are asked for", () => {
  const paths = [
    "MEMORY.md",
    "memory_summary.md",
    "raw_memories.md",
    "extensions/a/instructions.md",
    "extensions/a/notes/x.md",
    "extensions/a/resources/x.md",
    "skills/a/SKILL.md",
    "rollout_summaries/x.md",
    "extensions/a/b/c.md",
    "skills/a/b/SKILL.md",
    "phase2_workspace_diff.md",
    "x/MEMORY.md",
  ];
  expect(paths.filter(isReadOffline)).toEqual(paths.slice(0, 7));
});

describe("bounds", () => {
  const many = (count: number, size: number): Session[] =>
    Array.from({ length: count }, (_, n) => ({
      n: n + 1,
      group: `group ${n % 40}`,
      title: `task ${n}`,
      preferences: [`wish ${n} ${"please keep this in mind ".repeat(size)}`],
      knowledge: Array.from({ length: 4 }, (__, k) => `fact ${n}-${k} ${"worth knowing about it ".repeat(size)}`),
      failures: [`error ${n} → ${"do something else ".repeat(size)}`],
    }));

  test("the summary stays within what a session is given", () => {
    const summary = summaryOf(consolidate(EMPTY_ROOT, many(256, 10)));
    expect(estimateTokens(summary)).toBeLessThanOrEqual(2_500);
    expect(estimateTokens(summary)).toBeGreaterThan(1_500);
  });

  test("a handbook of 4,096 sessions fits in a file, its newest sessions among it", () => {
    const handbook = handbookOf(consolidate(EMPTY_ROOT, many(4_096, 4)));
    expect(Buffer.byteLength(handbook)).toBeLessThan(FILE_MAX_BYTES);
    expect(handbook).toContain("fact 4095-0");
  });

  test("one endless statement is cut", () => {
    const handbook = handbookOf(consolidate(EMPTY_ROOT, [{ ...A, knowledge: ["x".repeat(100_000)] }, B]));
    expect(handbook.length).toBeLessThan(10_000);
    expect(handbook).toContain("chars truncated…");
  });
});
