/** The commands that only look: what they show for people, for programs, and when asked what if. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RuleCheck } from "../../lib/core/jobs/decide-stage1.ts";
import { binary, type Sandbox, sandbox, TOP } from "../helpers/cli.ts";
import { onTerminal } from "../helpers/terminal.ts";

let place: Sandbox;
beforeAll(() => {
  place = sandbox({ env: { MEMORIES_LIMIT: "2" } });
  place.run(["extract", "--offline", "--limit", "4"]);
  place.run(["consolidate", "--offline"]);
});
afterAll(() => place.dispose());

const PLANNED = "01a203bf-2647-7572-94de-4d3c6435a8a3";
const OLDEST = "01a203bf-0c85-7cb3-a2c3-0892b45b6468";
const text = (...args: string[]): string => {
  const { exit, stdout, stderr } = place.run(args);
  expect({ args, exit, stderr }).toEqual({ args, exit: 0, stderr: "" });
  return stdout;
};

/** Leases are judged by a clock that goes on between two calls: its seconds are no difference. */
const still = (shown: string): string => shown.replaceAll(/17954352\d\d/g, "NOW").replaceAll(/T12:00:\d\d/g, "NOW");

test("every command prints text in a pipe, and JSON where it is asked for", async () => {
  for (const args of [["status"], ["jobs"], ["jobs", "list"], ["explain", OLDEST], ["show", PLANNED]]) {
    const piped = still(text(...args));
    expect(() => JSON.parse(piped)).toThrow();
    expect(place.json(args)).toMatchObject({ schema_version: 1, command: args[0], status: "ok" });
    const shown = await onTerminal(place, [binary(), ...args, "--json"]);
    expect(still(JSON.stringify(JSON.parse(shown.text)))).toBe(still(JSON.stringify(place.json(args))));
  }
});

test("a list is a table on a terminal, and rows of whole values between tabs in a pipe", async () => {
  const rows = text("threads")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => 6));
  expect(rows.at(-1)).toEqual([
    PLANNED,
    "2026-11-22T14:53:08+00:00",
    "remembered",
    "/home/dev/shop-api",
    "Plan only, no code: how would we support vouchers next to discounts?",
    "vscode",
  ]);
  expect(text("threads", "--headers").split("\n")[0]).toBe("thread_id\tupdated_at\tstate\tcwd\ttitle\tsource");
  expect(text("threads", "--format", "tsv", "--no-headers")).toBe(text("threads"));
  const lines = text("threads", "--format", "ndjson").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(place.json(["threads"]).threads as object[]);
  const shown = await onTerminal(place, [binary(), "threads"], { NO_COLOR: "1" });
  expect(shown.text).toMatch(/^ID +AGE +STATE +PROJECT +SESSION\n/);
  expect(shown.text).toMatch(/\n\S{8,} +21 h +remembered +shop-api +Plan only, no code: /);
});

test("a table fits every terminal: no line is wider, and no word is cut", async () => {
  const titles = (place.json(["threads"]) as { threads: { title: string }[] }).threads.map(({ title }) => title);
  for (const columns of [20, 40, 80, 120]) {
    const { text: shown } = await onTerminal(place, [binary(), "threads"], { COLUMNS: `${columns}` });
    for (const line of shown.trimEnd().split("\n")) {
      expect({ columns, line, fits: [...line].length <= columns || !line.startsWith("0") }).toEqual({
        columns,
        line,
        fits: true,
      });
      const cut = /\s([^\s…]+)…$/.exec(line)?.[1];
      if (cut === undefined || columns < 80) continue;
      expect(titles.some((title) => title.split(/\s/).includes(cut))).toBe(true);
    }
  }
});

test("status counts threads by decision, outputs, jobs, and says whose the root is and whether it changed", () => {
  expect(place.json(["status"])).toMatchObject({
    threads: { up_to_date: 4, claim: 2, over_limit: 2, too_old: 0 },
    stage1_outputs: 3,
    jobs: {
      memory_stage1: { done: 4, error: 0, pending: 0, running: 0 },
      memory_consolidate_global: { status: "done" },
    },
    root: {
      path: place.root,
      ours: true,
      exists: true,
      baseline: expect.stringMatching(/^[0-9a-f]{40}$/),
      dirty: false,
    },
    usage: { citations: 0 },
  });
  expect(text("status")).toMatch(/^sessions +8 indexed: 4 done, 2 wait, 2 next\nmemories +3 stored, 3 would be/);
  expect(text("status", "--max-rollout-age-days", "0")).toContain("8 indexed: 8 too old");
  writeFileSync(join(place.root, "MEMORY.md"), "# Mine\n");
  expect(place.json(["status"])).toMatchObject({ root: { dirty: true, changes: 1 } });
  expect(text("status")).toContain("1 change since the last consolidation");
});

test("threads filters by folder, source, age and decision, and a filter changes no decision", () => {
  const ids = (...filter: string[]): unknown[] =>
    (place.json(["threads", ...filter]) as { threads: { thread_id: string }[] }).threads.map(
      (thread) => thread.thread_id,
    );
  expect(ids().length).toBe(8);
  expect(ids()[0]).toBe(PLANNED);
  expect(ids("--cwd", "/home/dev/shop-api").length).toBe(3);
  expect(ids("--cwd", "/home/dev/*").length).toBe(8);
  expect(ids("--decision", "claim").length).toBe(2);
  expect(ids("--since", "2026-11-22T14:53:07Z").length).toBe(4);
  expect(ids("--before", "2026-11-22T14:53:04Z")).toEqual([OLDEST]);
  expect(ids("--since", "2027-01-01")).toEqual([]);
  expect(ids("--source", "exec")).toEqual([]);
  expect(place.json(["threads", "--source", "vscode"])).toEqual(place.json(["threads"]));
  expect(ids("--decision", "too_old", "--max-rollout-age-days", "0")).toEqual(ids());
});

test("what a filter of sources shows keeps the decision that a run would make", () => {
  const other = sandbox({ sessions: join(TOP, "fixtures/reference/home") });
  expect(other.json(["threads", "--source", "exec"])).toMatchObject({
    threads: [{ source: "exec", decision: "source_not_allowed" }],
  });
  expect(other.run(["threads", "--all"]).stdout).toMatch(/\tnot from you\t/);
  other.dispose();
});

test("explain gives each rule in order with threshold, value and verdict, in times and words", () => {
  const report = place.json(["explain", OLDEST]) as { decision: string; rules: RuleCheck[] };
  expect(report).toMatchObject({
    thread_id: OLDEST,
    decision: "over_limit",
    job: null,
    selection: { selected: false, rank: null },
  });
  expect(report.rules.filter((rule) => !rule.passed).map((rule) => rule.name)).toEqual(["over_limit"]);
  expect(report.rules[0]).toEqual({
    name: "other_machine",
    threshold: expect.any(Array),
    value: expect.any(Array),
    passed: true,
  });
  expect(text("explain", OLDEST.slice(0, 13))).toStartWith("It waits behind others; now: memories extract --thread ");
  const shown = text("explain", OLDEST.slice(0, 13), "--verbose");
  expect(shown).toMatch(/^ok {2}too_old +2026-11-22T14:53:03\+00:00 +updated 2026-11-13T12:00:00\+00:00 or later$/m);
  expect(shown).toMatch(
    /^ok {2}too_recent +2026-11-22T14:53:03\+00:00 +updated 2026-11-23T06:00:00\+00:00 or earlier$/m,
  );
  expect(shown).toMatch(/^NO {2}over_limit +3 +among the first 2 of a run$/m);
  expect(shown).not.toMatch(/\b1[0-9]{9}\b/);
  expect(text("explain", OLDEST, "--limit", "8")).toContain("decision  claim");
  expect(text("explain", PLANNED)).toMatch(
    /job +done; started .*, finished .*, retries left: 3\nselection rank 1 of at most 256, selected/,
  );
});

test("show prints a memory, and says where there is none", () => {
  expect(place.json(["show", PLANNED])).toMatchObject({
    thread_id: PLANNED,
    cwd: "/home/dev/shop-api",
    memory: { usage_count: 0 },
  });
  expect(text("show", PLANNED)).toContain("how would we support vouchers");
  const none = place.run(["show", OLDEST]);
  expect(none).toMatchObject({ exit: 1, stderr: expect.stringContaining(`memories explain ${OLDEST} says why`) });
  expect(place.json(["show", OLDEST])).toMatchObject({ command: "show", status: "failed", memory: null });
});

test("jobs can be retried and released only where that means something", () => {
  expect(place.run(["jobs", "retry", PLANNED])).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining("nothing to retry"),
  });
  expect(place.run(["jobs", "release", "global"])).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining("nothing to release"),
  });
  expect(text("jobs")).toMatch(/^global\tdone\tdone\t3\tdone\n/);
});

test("config shows each value with its origin; a flag wins over the environment, that over the files", () => {
  mkdirSync(place.home, { recursive: true });
  const own = join(place.home, "memories.toml");
  const reference = join(place.codexHome, "config.toml");
  const value = (args: readonly string[], env: Record<string, string>) => {
    const { values } = JSON.parse(place.run(["config", "--json", ...args], { env }).stdout);
    const { value, origin, place: where } = values.find((each: { name: string }) => each.name === "max_unused_days");
    return [value, origin, where];
  };
  const env = { MEMORIES_MAX_UNUSED_DAYS: "21" };
  expect(value([], {})).toEqual([30, "default", null]);
  writeFileSync(reference, "[memories]\nmax_unused_days = 999\nunknown = 1\n");
  expect(value([], {})).toEqual([365, "config.toml", reference]);
  writeFileSync(own, "[memories]\nmax_unused_days = 14\n");
  expect(value([], {})).toEqual([14, "memories.toml", own]);
  expect(value([], env)).toEqual([21, "environment", "MEMORIES_MAX_UNUSED_DAYS"]);
  expect(value(["--max-unused-days", "7"], env)).toEqual([7, "flag", "--max-unused-days"]);
  expect(place.run(["config"]).stdout).toContain("max_unused_days\t14\t");
  expect(place.run(["config", "--check", own])).toMatchObject({ exit: 0, stdout: `${own}: ok, 1 key\n` });
  rmSync(own);
  writeFileSync(reference, '[memories]\nmax_unused_days = "many"\n');
  expect(value([], {})).toEqual([30, "default", null]);
  expect(place.run(["config"]).stderr).toContain("warning: ");
  expect(place.run(["status"]).stderr).toContain(
    'max_unused_days = "many" is not a whole number from 0 to 365; ignored',
  );
  rmSync(reference);
});

test("doctor names what is in the way, each with a remedy", () => {
  const checks = () => {
    const { exit, stdout } = place.run(["doctor", "--json"]);
    const report = JSON.parse(stdout) as {
      ok: boolean;
      checks: { name: string; status: string; hint: string | null }[];
    };
    expect(report.ok).toBe(exit === 0);
    for (const check of report.checks)
      expect({ ...check, hint: check.status === "ok" || check.hint }).toEqual({
        ...check,
        hint: check.status === "ok" || expect.any(String),
      });
    return Object.fromEntries(report.checks.map((check) => [check.name, check.status]));
  };
  const fine = {
    git: "ok",
    config: "ok",
    home: "ok",
    files: "ok",
    "file system": "ok",
    root: "ok",
    transcripts: "ok",
    state: "ok",
    clock: "ok",
    sessions: "ok",
    copies: "ok",
    agents: "ok",
    leases: "ok",
    model: "warning",
    leftovers: "ok",
  };
  expect(checks()).toEqual(fine);
  cpSync(join(place.home, "memories.db"), join(place.dir, "kept"));
  writeFileSync(join(place.home, "memories.db"), "no database at all, and long enough");
  const { clock: _, sessions: __, leases: ___, ...rest } = fine;
  expect(checks()).toEqual({ ...rest, state: "failed", root: "failed", copies: "warning" });
  cpSync(join(place.dir, "kept"), join(place.home, "memories.db"));
  mkdirSync(join(place.home, "staging/left"), { recursive: true });
  writeFileSync(join(place.root, ".git/HEAD"), "nonsense");
  expect(checks()).toMatchObject({ leftovers: "warning" });
});
