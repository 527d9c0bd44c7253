import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { type KeptFolder, keepFolder } from "../helpers/kept-folder.ts";
import { snapshot } from "../helpers/snapshot.ts";

const PNPM = "01a203bf-0c85-7cb3-a2c3-0892b45b6468";
const POSIX = "01a203bf-1699-7571-9ac6-ba31009c2bab";
/** Words of the POSIX session that no other session has. */
const MARKER = "`sh backup.sh` ran without an error";

let place: Sandbox;
let consolidated: KeptFolder;
beforeAll(() => {
  place = sandbox();
  ok("extract", "--offline", "--limit", "8");
  ok("consolidate", "--offline");
  consolidated = keepFolder(place.dir);
});
beforeEach(() => consolidated.restore());
afterAll(() => consolidated.dispose());

function ok(...args: string[]): void {
  const { exit, stderr } = place.run(args);
  expect({ args, exit, stderr: exit === 0 ? "" : stderr }).toEqual({ args, exit: 0, stderr: "" });
}

/** Files under the home in which a text stands, `.git` objects inflated included. */
function holding(text: string): string[] {
  const files = readdirSync(place.home, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(".git") && !entry.name.startsWith("memories.db"))
    .map((entry) => join(entry.parentPath, entry.name));
  const found = files
    .filter((path) => readFileSync(path).includes(text))
    .map((path) => path.slice(place.home.length + 1));
  const git = spawnSync("git", ["-C", place.root, "cat-file", "--batch-all-objects", "--batch"], {
    maxBuffer: 1 << 28,
  });
  return (git.stdout.includes(text) ? ["baseline", ...found] : found).toSorted();
}

test("forget takes a memory out of everything at once, the handbook of rules and the baseline included", () => {
  expect(holding(MARKER)).toContain("memories/raw_memories.md");
  const report = place.json(["forget", POSIX]);
  expect(report).toMatchObject({
    status: "succeeded",
    threads: [POSIX],
    memories: [POSIX],
    pending_consolidation: false,
    still_in: [],
    rework: null,
  });
  expect(holding(MARKER)).toEqual([]);
  expect(place.run(["instructions"]).stdout).not.toContain("POSIX");
  expect(place.json(["threads", "--decision", "forgotten"])).toMatchObject({ threads: [{ thread_id: POSIX }] });
  expect(place.run(["show", POSIX]).exit).toBe(1);
});

test("what rules take out of the handbook is what the session left there, and nothing else changes", () => {
  const before = readFileSync(join(place.root, "MEMORY.md"), "utf8").split("\n");
  ok("forget", POSIX);
  const after = readFileSync(join(place.root, "MEMORY.md"), "utf8").split("\n");
  expect(after.filter((line) => !before.includes(line))).toEqual([]);
  expect(holding(MARKER)).toEqual([]);
  ok("extract", "--offline", "--limit", "8");
  expect(place.json(["extract", "--dry-run"]).candidates).toContainEqual(
    expect.objectContaining({ thread_id: POSIX, decision: "forgotten" }),
  );
});

test("with --purge the baseline no longer holds what was generated of it", () => {
  appendFileSync(join(place.root, "MEMORY.md"), "");
  const report = place.json(["forget", POSIX, "--purge"]);
  expect(report).toMatchObject({ pending_consolidation: false });
  const git = spawnSync("git", ["-C", place.root, "ls-tree", "-r", "--name-only", "HEAD"], { encoding: "utf8" });
  expect(git.stdout).not.toContain("GWxl");
  expect(git.stdout).toContain("MEMORY.md");
  ok("diff", "--exit-code");
});

test("a dry run names all that would go and changes nothing", () => {
  const files = () =>
    Object.entries(snapshot(place.home)).filter(([name]) => !/^(memories\.db|backups|cache)/.test(name));
  const before = files();
  const report = place.json(["forget", "--cwd", "/home/dev/shop-api", "--dry-run"]);
  expect(report).toMatchObject({ dry_run: true });
  expect(report.memories).toHaveLength(3);
  expect(report.rollout_summaries).toHaveLength(3);
  expect(files()).toEqual(before);
});

test("--undo lifts the tombstone, and the session is extracted anew", () => {
  ok("forget", POSIX);
  const lifted = { schema_version: 1, command: "forget", status: "ok", lifted: [POSIX] };
  expect(place.json(["forget", POSIX, "--undo", "--dry-run"])).toEqual({ ...lifted, dry_run: true });
  expect(place.json(["explain", POSIX])).toMatchObject({ decision: "forgotten" });
  expect(place.json(["forget", POSIX, "--undo"])).toEqual({ ...lifted, dry_run: false });
  expect(place.json(["forget", POSIX, "--undo"])).toEqual({ ...lifted, lifted: [], dry_run: false });
  ok("extract", "--offline", "--limit", "8");
  expect(place.run(["show", POSIX]).stdout).toContain(MARKER);
});

test("forgetting twice is no error and finds nothing more", () => {
  ok("forget", POSIX);
  expect(place.json(["forget", POSIX])).toMatchObject({ memories: [], rollout_summaries: [] });
});

test("forget wants to know whom, in one way", () => {
  for (const args of [[], [POSIX, "--cwd", "/x"]]) {
    expect(place.run(["forget", ...args])).toMatchObject({ exit: 2, stdout: "" });
  }
  expect(place.run(["forget", "01a203bf-ffff-7571-9ac6-ba31009c2bab"])).toMatchObject({ exit: 2 });
  expect(place.json(["forget", "--before", "2001-01-01"])).toMatchObject({ status: "nothing_to_do", threads: [] });
});

test("clear asks to be confirmed, shows what it would remove, and leaves a person's own files", () => {
  mkdirSync(join(place.root, "extensions/team"), { recursive: true });
  writeFileSync(join(place.root, "extensions/team/instructions.md"), "Read the notes.\n");
  writeFileSync(join(place.root, "mine.txt"), "my own\n");
  expect(place.run(["clear"])).toMatchObject({ exit: 2 });
  const plan = place.json(["clear", "--dry-run"]) as { files: string[] };
  expect(plan).toMatchObject({ dry_run: true, stage1_outputs: 7, files: plan.files.toSorted() });
  expect(existsSync(join(place.root, "MEMORY.md"))).toBe(true);
  expect(place.json(["clear", "--yes"])).toMatchObject({ dry_run: false, stage1_outputs: 7 });
  const left = readdirSync(place.root).filter((name) => name !== ".git");
  expect(left.toSorted()).toEqual(["extensions", "mine.txt"]);
  expect(holding(MARKER)).toEqual([]);
  expect(place.json(["status"])).toMatchObject({
    stage1_outputs: 0,
    jobs: { memory_stage1: { done: 0 }, memory_consolidate_global: null },
    root: { ours: true, dirty: true },
  });
  ok("extract", "--offline", "--limit", "8");
  ok("consolidate", "--offline");
  expect(readFileSync(join(place.root, "MEMORY.md"), "utf8")).toContain("pnpm");
});

test("clear never works on a root that is not ours", () => {
  const other = join(place.dir, "other");
  mkdirSync(other);
  writeFileSync(join(other, "MEMORY.md"), "a person's\n");
  writeFileSync(join(other, "notes.txt"), "a person's\n");
  const before = snapshot(other);
  expect(place.run(["clear", "--yes", "--root", other])).toMatchObject({ exit: 2 });
  expect(snapshot(other)).toEqual(before);
  expect(place.run(["show", PNPM]).exit).toBe(0);
});

test("more than one session is forgotten only with --yes", () => {
  const before = holding(MARKER);
  const { exit, stdout, stderr } = place.run(["forget", "--cwd", "/home/dev/**"]);
  expect({ exit, stdout, stderr }).toEqual({ exit: 2, stdout: "", stderr: expect.stringContaining("give --yes") });
  expect(holding(MARKER)).toEqual(before);
  ok("forget", "--cwd", "/home/dev/**", "--yes");
  expect(place.json(["status"])).toMatchObject({ stage1_outputs: 0 });
});

test("a purge of what rules wrote leaves nothing anywhere: not in the handbook, not in git, not in runs or tables", () => {
  ok("forget", POSIX, "--purge");
  expect(holding(MARKER)).toEqual([]);
  expect(readFileSync(join(place.home, "memories.db")).includes(MARKER)).toBe(false);
  ok("diff", "--exit-code");
  ok("forget", POSIX, "--purge");
});

test("of what a model wrote forget says where the words stand, and the command with its cost that takes them out", () => {
  const agent = ["--agent", "command", "--unconfined", "--", "sh", "-c", "echo >> MEMORY.md"];
  writeFileSync(join(place.root, "MEMORY.md"), `# Task Group: posix\n\nThe script ${MARKER}.\n`);
  ok("consolidate", ...agent);
  const { exit, stdout } = place.run(["forget", POSIX]);
  expect(exit).toBe(0);
  expect(stdout).toContain("still in memory_summary.md, line");
  expect(stdout).toMatch(
    /until then: memories consolidate has gpt-6\.1-terra take the words out \(~\d+k–\d+k tokens, ≈ \$0\.\d+–\$0\.\d+\)\n$/,
  );
});

test("a purge of what a model wrote ends with 1, keeps the baseline, and names the command and its cost", () => {
  const handbook = `# Task Group: posix\n\nThe script ${MARKER}.\n`;
  writeFileSync(join(place.root, "MEMORY.md"), handbook);
  const agent = ["--agent", "command", "--unconfined", "--", "sh", "-c", "echo >> MEMORY.md"];
  ok("consolidate", "--force", ...agent);
  for (let time = 0; time < 2; time += 1) {
    const { exit, stdout, stderr } = place.run(["forget", POSIX, "--purge"]);
    expect({ exit, stdout, stderr }).toEqual({ exit: 1, stdout: "", stderr: expect.stringContaining("tokens") });
    expect(stderr).toContain("memories consolidate has gpt-6.1-terra take the words out");
    expect(holding(MARKER)).toEqual(["baseline", "memories/MEMORY.md"]);
  }
  // What the baseline kept told the second try what to look for; now the agent takes it out.
  ok(
    "consolidate",
    "--force",
    "--agent",
    "command",
    "--unconfined",
    "--",
    "sh",
    "-c",
    "echo '# Task Group: x' > MEMORY.md",
  );
  ok("forget", POSIX, "--purge");
  expect(holding(MARKER)).toEqual([]);
});

test("a purge names a person's own copies and notes, leaves them, and ends with 1", () => {
  const copy = join(place.home, "adopted/2026-01-01/notes.md");
  mkdirSync(join(copy, ".."), { recursive: true });
  const text = readFileSync(join(place.root, "raw_memories.md"), "utf8");
  writeFileSync(copy, text);
  const { exit, stderr } = place.run(["forget", POSIX, "--purge"]);
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining(`copies of your own: ${copy}`) });
  expect(readFileSync(copy, "utf8")).toBe(text);
  mkdirSync(join(place.root, "extensions/team"), { recursive: true });
  writeFileSync(join(place.root, "extensions/team/own.md"), `See ${PNPM}\n`);
  const other = place.run(["forget", PNPM, "--purge"]);
  expect(other).toMatchObject({ exit: 1, stderr: expect.stringContaining("extensions/team/own.md") });
});
