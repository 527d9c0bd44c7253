import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Sandbox, sandbox, TOP } from "../helpers/cli.ts";
import { treeHashes } from "../helpers/tree-hashes.ts";

const REFERENCE = join(TOP, "fixtures/reference");
/** What the reference's database held after it extracted and consolidated. */
const { threads, stage1_outputs } = JSON.parse(readFileSync(join(REFERENCE, "state.json"), "utf8")) as {
  readonly threads: readonly Row[];
  readonly stage1_outputs: readonly Row[];
};
type Row = Readonly<Record<string, string | number | null>>;

let box: Sandbox;
beforeEach(() => {
  box = sandbox({ sessions: join(REFERENCE, "home") });
});
afterEach(() => box.dispose());

/** A database of the reference, of any family, with rows as they are. */
function database(name: string, tables: Readonly<Record<string, readonly Row[]>>): void {
  const made = new Database(join(box.codexHome, name));
  made.run("PRAGMA journal_mode = WAL");
  for (const [table, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0] ?? { id: "" });
    made.run(`CREATE TABLE ${table} (${columns.join(", ")})`);
    const insert = made.query(`INSERT INTO ${table} VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
  }
  made.close();
}

function codexFile(path: string, text: string): void {
  mkdirSync(dirname(join(box.codexHome, path)), { recursive: true });
  writeFileSync(join(box.codexHome, path), text);
}

const ID = "01a20398-7e1f-7012-9863-0000000000aa";
const withText = stage1_outputs.filter(
  ({ raw_memory, rollout_summary }) => `${raw_memory}${rollout_summary}`.trim() !== "",
);
const ids = (rows: readonly Row[], key: string) => rows.map((row) => String(row[key])).toSorted();

test("import takes the rows of the reference's database once, with their usage, and changes nothing of its", () => {
  database("state_5.sqlite", { threads, stage1_outputs });
  const before = treeHashes(box.codexHome);
  const planned = box.json(["import", "codex", "--dry-run"]);
  expect(box.json(["status"])).toMatchObject({ stage1_outputs: 0 });
  const done = box.json(["import", "codex"]) as { stage1_outputs: string[]; left_out: { reason: string }[] };
  expect(done).toEqual({ ...planned, dry_run: false } as never);
  const refused = threads.filter(({ memory_mode }) => memory_mode !== "enabled").map(({ id }) => id);
  expect(done.stage1_outputs).toEqual(ids(withText, "thread_id").filter((id) => !refused.includes(id)));
  expect(treeHashes(box.codexHome)).toEqual(before);
  const again = box.json(["import", "codex"]) as { status: string; left_out: { reason: string }[] };
  expect(again.status).toBe("nothing_to_import");
  expect(new Set(again.left_out.map(({ reason }) => reason))).toContain("already_here");
  const ours = new Database(join(box.home, "memories.db"));
  for (const row of withText.filter(({ thread_id }) => done.stage1_outputs.includes(String(thread_id)))) {
    const kept = ours.query("SELECT * FROM stage1_outputs WHERE thread_id = ?").get(String(row.thread_id));
    expect(kept).toMatchObject({
      source_updated_at: row.source_updated_at,
      generated_at: row.generated_at,
      rollout_slug: row.rollout_slug,
      usage_count: row.usage_count,
      last_usage: row.last_usage,
      made_by: null,
      selected_for_phase2: 0,
    });
  }
  ours.close();
});

test("what was imported is consolidated like any other memory", () => {
  database("state_5.sqlite", { threads, stage1_outputs });
  expect(box.run(["import", "codex"]).exit).toBe(0);
  expect(box.run(["consolidate", "--offline"]).exit).toBe(0);
  expect(readdirSync(join(box.root, "rollout_summaries")).length).toBeGreaterThan(0);
});

test("memories of several databases are one, the newest with the most usage", () => {
  const [first] = withText;
  const older = { ...first, source_updated_at: 5, usage_count: 9, rollout_summary: "older" };
  database("state_5.sqlite", { threads });
  database("memories_1.sqlite", { stage1_outputs: [older as Row] });
  const { raw_memory: _, ...v2 } = first as Row & { raw_memory: string };
  database("memories_v2_1.sqlite", { stage1_outputs: [{ ...v2, model: "gpt-9", usage_count: 2 } as Row] });
  expect(box.json(["import", "codex"])).toMatchObject({ stage1_outputs: [first?.thread_id], from_summaries: [] });
  const ours = new Database(join(box.home, "memories.db"));
  expect(ours.query("SELECT usage_count, made_by, rollout_summary FROM stage1_outputs").get()).toMatchObject({
    usage_count: 9,
    made_by: "gpt-9",
  });
  ours.close();
});

test("where only summaries are left, they are taken; what is here already and forgotten stays out", () => {
  cpSync(join(REFERENCE, "memories"), join(box.codexHome, "memories"), { recursive: true });
  const files = readdirSync(join(REFERENCE, "memories/rollout_summaries"));
  const { stage1_outputs: taken, from_summaries } = box.json(["import", "codex"]) as Record<string, string[]>;
  expect(taken?.length).toBe(files.length);
  expect(from_summaries).toEqual(taken as string[]);
  expect(box.run(["consolidate", "--offline"]).exit).toBe(0);
  expect(box.run(["forget", taken?.[0] ?? ""]).exit).toBe(0);
  const { left_out } = box.json(["import", "codex"]) as { left_out: { thread_id: string; reason: string }[] };
  expect(left_out.find(({ thread_id }) => thread_id === taken?.[0])?.reason).toBe("forgotten");
});

test("what holds a text and says neither whose nor when is named, and the rest is taken", () => {
  const body = "updated_at: 2026-11-01T10:00:00Z\n\n# Ship\n";
  codexFile("memories/rollout_summaries/a.md", `\u{FEFF}thread_id: ${ID}\n${body}`);
  codexFile("memories/rollout_summaries/notes.md", "# My own notes\n");
  codexFile("memories/rollout_summaries/blank.md", "\n");
  const notes = join(box.codexHome, "memories/rollout_summaries/notes.md");
  expect(box.run(["import", "codex", "--dry-run"])).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining(`1 left out: it says neither whose nor when: ${notes}`),
  });
  expect(box.json(["import", "codex"])).toMatchObject({ from_summaries: [ID], unclear: [notes], problems: [] });
});

test("sessions that only an import knows are remembered, and no sign of a format that moved", () => {
  rmSync(join(box.codexHome, "sessions"), { recursive: true });
  mkdirSync(join(box.codexHome, "sessions"));
  cpSync(join(REFERENCE, "memories"), join(box.codexHome, "memories"), { recursive: true });
  expect(box.run(["import", "codex"]).exit).toBe(0);
  const { stdout, stderr } = box.run(["threads", "--all"]);
  expect(stderr).not.toContain("their format may have changed");
  expect(stdout).toContain("remembered");
});

test("the handbook and skills come as resources of an extension, with their folder as scope, redacted, never replaced", () => {
  const key = `sk-proj-${"A1b2C3d4".repeat(6)}`;
  codexFile("memories/MEMORY.md", `# Task Group: site\n\n- use ${key}\n`);
  codexFile("memories/skills/release/SKILL.md", "Release on Tuesdays.\n");
  const folder = join(box.root, "extensions/codex_import");
  expect(box.json(["import", "codex", "--dry-run"])).toMatchObject({
    resources: [
      "extensions/codex_import/resources/memories-MEMORY.md",
      "extensions/codex_import/resources/memories-skills-release-SKILL.md",
    ],
  });
  expect(existsSync(folder)).toBe(false);
  box.json(["import", "codex"]);
  const handbook = readFileSync(join(folder, "resources/memories-MEMORY.md"), "utf8");
  expect(handbook).toStartWith(
    `source: ${box.codexHome}/memories/MEMORY.md\nscope: ${box.codexHome}/memories\n\n# Task`,
  );
  expect(handbook).not.toContain(key);
  writeFileSync(join(folder, "resources/memories-MEMORY.md"), "mine now\n");
  expect(box.json(["import", "codex"])).toMatchObject({ resources: [], status: "nothing_to_import" });
  expect(readFileSync(join(folder, "resources/memories-MEMORY.md"), "utf8")).toBe("mine now\n");
});

test("a database that cannot be read is said, and the rest is taken", () => {
  codexFile("memories_1.sqlite", "no database at all".repeat(100));
  database("state_5.sqlite", { threads, stage1_outputs });
  const { exit, stderr, stdout } = box.run(["import", "codex"]);
  expect([exit, stderr.includes("memories_1.sqlite cannot be read")]).toEqual([1, true]);
  expect(stdout).toMatch(/imported \d+ memories/);
});

test("nothing else can be imported", () => {
  expect(box.run(["import", "pi"]).exit).toBe(2);
  expect(box.run(["import", "codex"]).stdout).toContain("imported 0 memories");
});

test("export writes the reference's newest layout: four headings, a line a file, below 10,000 bytes; again writes nothing", () => {
  cpSync(join(REFERENCE, "memories"), box.root, { recursive: true });
  const wish = (nth: number) => `- wish ${nth} ${"word ".repeat(20)}`;
  const wishes = Array.from({ length: 90 }, (_, nth) => wish(nth)).join("\n");
  writeFileSync(join(box.root, "memory_summary.md"), `v1\n\n## User preferences\n\n${wishes}\n\n## Elsewhere\n\n- x\n`);
  const target = join(box.dir, "v2");
  const report = box.json(["export", target, "--layout", "v2"]) as { left_out_lines: number };
  const summary = readFileSync(join(target, "memory_summary.md"), "utf8");
  expect(Buffer.byteLength(summary)).toBeLessThan(10_000);
  expect(summary.split("\n").filter((line) => line.startsWith("## "))).toEqual([
    "## User Profile",
    "## User preferences",
    "## General Tips",
    "## What's in Memory",
  ]);
  expect(summary).toStartWith("v1\n\n## User Profile\n");
  const lines = summary.split("\n").filter((line) => line.startsWith("- rollout_summaries/"));
  const form = /^- rollout_summaries\/(\S+\.md) — [^;]+; thread_id=[0-9a-f-]{36}$/;
  const named = lines.map((line) => form.exec(line)?.[1] ?? line);
  const files = readdirSync(join(REFERENCE, "memories/rollout_summaries"));
  expect(files).toContain(named[0] ?? "");
  expect(new Set(named).size).toBe(named.length);
  expect(named.filter((name) => !files.includes(name))).toEqual([]);
  expect(report.left_out_lines).toBeGreaterThan(0);
  expect(readdirSync(join(target, "rollout_summaries")).toSorted()).toEqual(files.toSorted());
  const before = treeHashes(target);
  expect(box.json(["export", target, "--layout", "v2"])).toMatchObject({ status: "unchanged", written: [] });
  expect(treeHashes(target)).toEqual(before);
});

test("export refuses what lies there of others, what was changed since, and the memory itself", () => {
  cpSync(join(REFERENCE, "memories"), box.root, { recursive: true });
  const target = join(box.dir, "v2");
  mkdirSync(target);
  writeFileSync(join(target, "taxes.ods"), "");
  const refused = box.run(["export", target, "--layout", "v2"]);
  expect(refused.exit).toBe(2);
  expect(refused.stderr).toContain("taxes.ods was not exported by memories");
  expect(readdirSync(target)).toEqual(["taxes.ods"]);
  const other = join(box.dir, "other");
  box.json(["export", other, "--layout", "v2"]);
  writeFileSync(join(other, "memory_summary.md"), "edited\n");
  expect(box.run(["export", other, "--layout", "v2"]).stderr).toContain("was changed since it was exported");
  for (const inside of [box.root, join(box.root, "x"), box.home]) {
    expect(box.run(["export", inside, "--layout", "v2"]).exit).toBe(2);
  }
  expect(box.run(["export", other]).stderr).toContain("--layout v2");
});

test("a summary that is gone from the memory is gone from its next export", () => {
  cpSync(join(REFERENCE, "memories"), box.root, { recursive: true });
  const target = join(box.dir, "v2");
  box.json(["export", target, "--layout", "v2"]);
  const [gone = ""] = readdirSync(join(box.root, "rollout_summaries"));
  writeFileSync(join(box.root, "rollout_summaries", gone), "no header\n");
  const report = box.json(["export", target, "--layout", "v2"]);
  expect(report).toMatchObject({ status: "exported" });
  expect(readFileSync(join(target, "memory_summary.md"), "utf8")).not.toContain(gone);
});
