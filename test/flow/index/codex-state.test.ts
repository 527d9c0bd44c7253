import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { getThread } from "../../../lib/edge/state/threads/threads.ts";
import { extractDryRun } from "../../../lib/flow/extract/dry-run.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { indexRollouts } from "../../../lib/flow/index/index-rollouts.ts";
import { status } from "../../../lib/flow/status/status.ts";
import { metaLine, threadId, userLine, writeTranscript } from "../../helpers/transcripts.ts";
import { treeHashes } from "../../helpers/tree-hashes.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/codex-0.171");
let world: TestWorld;
beforeEach(() => {
  world = testWorld();
});
afterEach(() => world.dispose());

/** 1 is of the new form, 2 of the old one, 3 of the new one and disabled by its own file. */
function writeThreads(): void {
  const paginated = { history_mode: "paginated" };
  for (const [n, extra] of [
    [1, paginated],
    [2, { history_mode: "legacy" }],
    [3, { ...paginated, memory_mode: "disabled" }],
  ] as const) {
    writeTranscript(world.paths.codexHome, threadId(n), [metaLine(threadId(n), extra), userLine(`hello ${n}`)]);
  }
}

type Row = readonly [n: number, mode: string, archived?: number];

function writeDatabase(rows: readonly Row[], place = "state_5.sqlite", table = "threads"): string {
  const path = join(world.paths.codexHome, place);
  mkdirSync(join(path, ".."), { recursive: true });
  rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, memory_mode TEXT NOT NULL, archived INTEGER, more TEXT)`);
  for (const [n, mode, archived = 0] of rows) {
    database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, 'x')`).run(threadId(n), mode, archived);
  }
  database.close();
  return path;
}

async function decisions(): Promise<Record<string, string>> {
  const { candidates } = await extractDryRun(world, { maxClaims: 100 });
  return Object.fromEntries(candidates.map(({ thread_id, decision }) => [thread_id.slice(-1), decision]));
}
const said = () => world.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
const CLEAR = { 1: "claim", 2: "claim", 3: "memory_disabled" };
const UNKNOWN = { 1: "memory_mode_unknown", 2: "claim", 3: "memory_disabled" };

test("the stricter of file and database wins, and the database alone can archive", async () => {
  writeThreads();
  writeDatabase([
    [1, "polluted"],
    [2, "enabled", 1],
    [3, "enabled"],
  ]);
  expect(await decisions()).toEqual({ 1: "memory_polluted", 2: "archived", 3: "memory_disabled" });
  expect(said()).toEqual([]);
});

test("a mode that no version knows counts as disabled", async () => {
  writeThreads();
  writeDatabase([[1, "something new"]]);
  expect(await decisions()).toMatchObject({ 1: "memory_disabled" });
});

test("a change in the database reaches threads whose files are as they were, both ways", async () => {
  writeThreads();
  writeDatabase([]);
  expect(await decisions()).toEqual(CLEAR);
  writeDatabase([
    [1, "disabled"],
    [2, "enabled", 1],
  ]);
  expect(await decisions()).toEqual({ 1: "memory_disabled", 2: "archived", 3: "memory_disabled" });
  expect(await indexRollouts(world)).toMatchObject({ indexed: 0, bytes_read: 0 });
  writeDatabase([]);
  expect(await decisions()).toEqual(CLEAR);
});

test("the database with the highest number counts, by number and not by name", async () => {
  writeThreads();
  writeDatabase([[1, "enabled"]], "state_9.sqlite");
  writeDatabase([[1, "disabled"]], "state_10.sqlite");
  expect(await decisions()).toMatchObject({ 1: "memory_disabled" });
});

test("the first place that holds a database is asked: those that are named, the home, its sqlite folder", async () => {
  writeThreads();
  writeDatabase([[1, "disabled"]], "sqlite/state_5.sqlite");
  expect(await decisions()).toMatchObject({ 1: "memory_disabled" });
  writeDatabase([[1, "polluted"]]);
  expect(await decisions()).toMatchObject({ 1: "memory_polluted" });
  const elsewhere = join(world.dir, "elsewhere");
  mkdirSync(elsewhere);
  const named = world.at({ codexDatabaseHomes: [join(world.dir, "nowhere"), elsewhere] });
  await indexRollouts(named);
  expect((await getThread(await world.state(), threadId(1)))?.memoryMode).toBe("polluted");
  renameSync(writeDatabase([[1, "disabled"]], "../elsewhere/state_2.sqlite"), join(elsewhere, "state_5.sqlite"));
  await indexRollouts(named);
  expect((await getThread(await world.state(), threadId(1)))?.memoryMode).toBe("disabled");
});

test("without a database a bare folder of transcripts counts alone, a live home is not known", async () => {
  writeThreads();
  expect(await decisions()).toEqual(CLEAR);
  for (const name of ["config.toml", "auth.json", "history.jsonl"]) {
    writeFileSync(join(world.paths.codexHome, name), "");
    expect(await decisions()).toEqual(UNKNOWN);
    rmSync(join(world.paths.codexHome, name));
    expect(await decisions()).toEqual(CLEAR);
  }
});

test("a place that is named and holds none makes the modes unknown", async () => {
  writeThreads();
  const named = world.at({ codexDatabaseHomes: [join(world.dir, "empty")] });
  const { candidates } = await extractDryRun(named, { maxClaims: 100 });
  expect(candidates.find(({ thread_id }) => thread_id === threadId(1))?.decision).toBe("memory_mode_unknown");
  expect(named.lines.map(({ message }) => message).join("\n")).toContain("there is none in");
});

const BAD: readonly (readonly [string, (path: string) => void])[] = [
  ["is torn", (path) => truncateSync(path, 5_000)],
  ["is empty", (path) => truncateSync(path, 0)],
  [
    "is no database",
    (path) => writeFileSync(path, "not a database at all, but long enough to look like one".repeat(99)),
  ],
  ["is another program's", () => writeDatabase([], "state_5.sqlite", "cars")],
  [
    "is of a later form",
    (path) => {
      const database = new DatabaseSync(path);
      database.exec("ALTER TABLE threads RENAME COLUMN memory_mode TO memory");
      database.close();
    },
  ],
  [
    "is gone and has left its log",
    (path) => {
      rmSync(path);
      writeFileSync(`${path}-wal`, "x".repeat(4_096));
    },
  ],
  [
    "is a folder",
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
];

test.each(BAD)("a database that %s is said, and what only it could clear waits", async (_what, spoil) => {
  writeThreads();
  spoil(writeDatabase([[1, "enabled"]]));
  const before = treeHashes(world.paths.codexHome);
  expect(await decisions()).toEqual(UNKNOWN);
  expect(treeHashes(world.paths.codexHome)).toEqual(before);
  expect(said()).toEqual([expect.stringContaining("Codex's database cannot be read")]);
  expect((await status(world)).codexStateProblem).toBeDefined();
  const ignoring = world.at({ settings: { codexState: "ignore" } });
  const { candidates } = await extractDryRun(ignoring, { maxClaims: 100 });
  expect(candidates.find(({ thread_id }) => thread_id === threadId(1))?.decision).toBe("claim");
  writeDatabaseAnew();
  expect(await decisions()).toEqual(CLEAR);
});

function writeDatabaseAnew(): void {
  rmSync(join(world.paths.codexHome, "state_5.sqlite"), { recursive: true, force: true });
  rmSync(join(world.paths.codexHome, "state_5.sqlite-wal"), { force: true });
  writeDatabase([[1, "enabled"]]);
}

test("a database that can no longer be read clears nobody, and who was opted out stays so", async () => {
  writeThreads();
  const path = writeDatabase([[1, "disabled"]]);
  await decisions();
  writeFileSync(path, "spoilt");
  expect(await decisions()).toEqual({ 1: "memory_disabled", 2: "claim", 3: "memory_disabled" });
});

test("a database that is gone from a bare folder takes no opt-out back", async () => {
  writeThreads();
  const path = writeDatabase([[1, "disabled"]]);
  await decisions();
  rmSync(path);
  for (let again = 0; again < 2; again += 1)
    expect(await decisions()).toEqual({ 1: "memory_disabled", 2: "claim", 3: "memory_disabled" });
  expect(said()).toEqual([]);
});

test("a folder in the place of the database is said once, with its path once", async () => {
  writeThreads();
  const path = join(world.paths.codexHome, "state_5.sqlite");
  mkdirSync(path);
  expect(await decisions()).toEqual(UNKNOWN);
  expect(said()[0]).toContain(`${path}: not a regular file;`);
});

test("a database that another program holds locked is read all the same", async () => {
  writeThreads();
  const database = new DatabaseSync(writeDatabase([[1, "disabled"]]));
  database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  try {
    expect(await decisions()).toMatchObject({ 1: "memory_disabled" });
  } finally {
    database.close();
  }
});

test("nothing changes in the home of a running Codex, whose rows stand in the log", async () => {
  cpSync(join(FIXTURES, "opted-out-live"), world.paths.codexHome, { recursive: true, preserveTimestamps: true });
  const before = treeHashes(world.paths.codexHome);
  await indexRollouts(world);
  await indexRollouts(world);
  expect(treeHashes(world.paths.codexHome)).toEqual(before);
});

test("a run says how many sessions wait since nobody knows their mode, and what takes them", async () => {
  writeThreads();
  writeFileSync(join(world.paths.codexHome, "config.toml"), "");
  const { waiting } = await extract(world, { model: "offline" });
  const [first] = waiting.filter(({ reason }) => reason === "memory_mode_unknown");
  expect(first).toEqual({
    reason: "memory_mode_unknown",
    count: 1,
    until: null,
    command: "MEMORIES_CODEX_STATE=ignore memories extract",
  });
  expect((await extract(world.at({ settings: { codexState: "ignore" } }), { model: "offline" })).waiting).toEqual([]);
});
