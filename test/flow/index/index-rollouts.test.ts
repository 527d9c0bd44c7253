import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { getThread, listThreads } from "../../../lib/edge/state/threads/threads.ts";
import { indexRollouts } from "../../../lib/flow/index/index-rollouts.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import {
  itemLine,
  metaLine,
  threadId,
  transcriptLine,
  userLine,
  WRITTEN_AT,
  writeTranscript,
} from "../../helpers/transcripts.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
let world: TestWorld;
beforeEach(() => {
  world = testWorld();
  mkdirSync(join(world.paths.codexHome, "sessions"), { recursive: true });
});
afterEach(() => world.dispose());

const write = (n: number, lines: readonly string[] = [userLine(`hello ${n}`)], options = {}) =>
  writeTranscript(world.paths.codexHome, threadId(n), [metaLine(threadId(n)), ...lines], options);
const thread = async (n: number) => getThread(await world.state(), threadId(n));
const counts = async () => {
  const { found, indexed, unchanged, missing } = await indexRollouts(world);
  return { found, indexed, unchanged, missing: missing.length };
};

test("the threads of the reference's own transcripts are its own rows", async () => {
  cpSync(join(FIXTURES, "reference/home"), world.paths.codexHome, { recursive: true });
  expect(await counts()).toEqual({ found: 22, indexed: 22, unchanged: 0, missing: 0 });
  const reference: Record<string, unknown>[] = JSON.parse(
    readFileSync(join(FIXTURES, "reference/state.json"), "utf8"),
  ).threads;
  const rows = (await (await world.state()).client.execute("SELECT * FROM threads")).rows;
  const columns = ["source", "cwd", "title", "first_user_message", "memory_mode", "archived", "git_sha", "git_branch"];
  let compared = 0;
  for (const row of rows) {
    const other = reference.find(({ id }) => id === row.id);
    for (const column of [...columns, "git_origin_url", "model_provider", "cli_version", "tokens_used"]) {
      // The reference keeps a name that somebody gave the thread elsewhere.
      if (column === "title" && other?.title === "My Named Thread") continue;
      const expected = other?.[column];
      const cut = typeof expected === "string" ? /^(.*)\.\.\.\[\d+ chars\]$/s.exec(expected)?.[1] : undefined;
      if (cut !== undefined) expect(String(row[column]).startsWith(cut)).toBe(true);
      else expect<unknown>([column, row[column]]).toEqual([column, expected]);
    }
    expect(other?.rollout_path).toBe(String(row.rollout_path).replace(world.paths.codexHome, "/home/dev/.codex"));
    compared += 1;
  }
  expect(compared).toBe(22);
});

test("times are those of the lines", async () => {
  cpSync(join(FIXTURES, "rollouts"), world.paths.codexHome, { recursive: true });
  await indexRollouts(world);
  for (const { rolloutPath, createdAt, updatedAt } of await listThreads(await world.state())) {
    const lines = readFileSync(rolloutPath, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(createdAt).toBe(Math.floor(Date.parse(lines[0].payload.timestamp) / 1_000));
    expect(updatedAt).toBe(Math.floor(Math.max(...lines.map((line) => Date.parse(line.timestamp))) / 1_000));
  }
});

test("an unchanged tree is not read again, a changed file alone is", async () => {
  const path = write(1);
  write(2);
  write(3, [userLine("zst")], { compress: true });
  expect(await counts()).toEqual({ found: 3, indexed: 3, unchanged: 0, missing: 0 });
  expect(await counts()).toEqual({ found: 3, indexed: 0, unchanged: 3, missing: 0 });
  appendFileSync(path, `${transcriptLine("event_msg", { type: "x" }, "2026-11-22T14:59:00.000Z")}\n`);
  utimesSync(path, WRITTEN_AT, WRITTEN_AT);
  const report = await indexRollouts(world);
  expect(report).toMatchObject({ found: 3, indexed: 1, unchanged: 2 });
  expect(report.bytes_read).toBeLessThan(200);
  expect(await thread(1)).toMatchObject({ title: "hello 1", updatedAt: Date.UTC(2026, 10, 22, 14, 59) / 1_000 });
});

test("a file written right before it was indexed is not trusted", async () => {
  const path = write(1, [userLine("aaaa")], { writtenAt: Date.now() / 1_000 });
  await indexRollouts(world);
  const { mtimeMs } = await import("node:fs").then((fs) => fs.statSync(path));
  writeFileSync(path, readFileSync(path, "utf8").replace("aaaa", "bbbb"));
  utimesSync(path, mtimeMs / 1_000, mtimeMs / 1_000);
  await indexRollouts(world);
  expect((await thread(1))?.title).toBe("bbbb");
});

test("of several files of a thread one is taken: live before archived, plain before compressed, then the newest", async () => {
  const zst = write(1, [userLine("live zst")], { compress: true });
  const archived = write(1, [userLine("archived")], { archived: true });
  expect((await indexRollouts(world)).duplicates).toEqual([{ thread_id: threadId(1), path: archived, kept: zst }]);
  expect(await thread(1)).toMatchObject({ title: "live zst", archived: false });
  const old = write(1, [userLine("live old")], { day: "2026/11/20", writtenAt: WRITTEN_AT - 10 });
  const newest = write(1, [userLine("live new")]);
  const report = await indexRollouts(world);
  expect(report.duplicates.map(({ path }) => path).sort()).toEqual([archived, old, zst].sort());
  expect(await thread(1)).toMatchObject({ title: "live new", rolloutPath: newest });
  expect(world.lines.some(({ level, message }) => level === "warn" && message.includes("left aside"))).toBe(true);
  rmSync(newest);
  rmSync(old);
  rmSync(zst);
  expect((await indexRollouts(world)).missing).toEqual([]);
  expect(await thread(1)).toMatchObject({ title: "archived", archived: true });
});

test("a file that cannot be read lets the thread's next one count, and is told", async () => {
  const broken = writeTranscript(world.paths.codexHome, threadId(1), Buffer.alloc(100));
  write(1, [userLine("good")], { archived: true });
  const report = await indexRollouts(world);
  expect(report.failed).toEqual([{ path: broken, reason: `transcript cannot be read: ${broken}: no usable line` }]);
  expect((await thread(1))?.title).toBe("good");
});

test("a file without an id in its name is its session's, and second to a better file of it", async () => {
  const lines = [metaLine(threadId(1)), userLine("unnamed")];
  const odd = writeTranscript(world.paths.codexHome, "", lines, {
    name: "rollout-odd.jsonl",
    writtenAt: WRITTEN_AT - 5,
  });
  await indexRollouts(world);
  expect(await thread(1)).toMatchObject({ rolloutPath: odd, title: "unnamed" });
  const named = write(1, [userLine("named")]);
  expect((await indexRollouts(world)).duplicates).toEqual([{ thread_id: threadId(1), path: odd, kept: named }]);
  expect(await thread(1)).toMatchObject({ rolloutPath: named, title: "named" });
});

test("ids that disagree are told, and the name counts", async () => {
  writeTranscript(world.paths.codexHome, threadId(1), [metaLine(threadId(9)), userLine("x")]);
  await indexRollouts(world);
  expect(await thread(1)).toBeDefined();
  expect(await thread(9)).toBeUndefined();
  expect(world.lines[0]).toMatchObject({
    level: "warn",
    message: expect.stringContaining(`${threadId(9)} inside, ${threadId(1)}`),
  });
});

test("a thread whose file is gone is missing from then on, and is indexed again when it comes back", async () => {
  const path = write(1);
  write(2);
  await indexRollouts(world);
  renameSync(path, join(world.dir, "kept"));
  expect((await indexRollouts(world)).missing).toEqual([threadId(1)]);
  expect((await thread(1))?.missingSince).toBe(TEST_NOW);
  expect((await thread(2))?.missingSince).toBeUndefined();
  expect((await indexRollouts(world.at({ now: TEST_NOW + 9 }))).missing).toEqual([]);
  expect((await thread(1))?.missingSince).toBe(TEST_NOW);
  renameSync(join(world.dir, "kept"), path);
  expect(await counts()).toEqual({ found: 2, indexed: 1, unchanged: 1, missing: 0 });
  expect((await thread(1))?.missingSince).toBeUndefined();
});

test("a folder that is gone from a folder that was listed takes its threads with it", async () => {
  const path = write(1);
  write(2, undefined, { day: "2026/11/23" });
  await indexRollouts(world);
  rmSync(dirname(path), { recursive: true });
  expect((await indexRollouts(world)).missing).toEqual([threadId(1)]);
});

test("a transcript that was archived is the same thread", async () => {
  const path = write(1);
  await indexRollouts(world);
  const archive = join(world.paths.codexHome, "archived_sessions");
  mkdirSync(archive);
  renameSync(path, join(archive, path.split("/").at(-1) ?? ""));
  expect(await counts()).toEqual({ found: 1, indexed: 1, unchanged: 0, missing: 0 });
  expect(await thread(1)).toMatchObject({ archived: true, missingSince: undefined });
});

test("without the folder that threads are indexed under nothing is judged or changed", async () => {
  write(1);
  write(2, undefined, { archived: true });
  await indexRollouts(world);
  const away = join(world.dir, "away");
  renameSync(join(world.paths.codexHome, "sessions"), away);
  await expect(indexRollouts(world)).rejects.toMatchObject({ code: "sessions_missing", kind: "failure" });
  renameSync(away, join(world.paths.codexHome, "sessions"));
  rmSync(join(world.paths.codexHome, "archived_sessions"), { recursive: true });
  expect(await counts()).toEqual({ found: 1, indexed: 0, unchanged: 1, missing: 0 });
});

test("no folder and nothing indexed is nothing to do", async () => {
  rmSync(world.paths.codexHome, { recursive: true });
  expect(await counts()).toEqual({ found: 0, indexed: 0, unchanged: 0, missing: 0 });
});

test("an empty folder in its place says that all are gone", async () => {
  write(1);
  await indexRollouts(world);
  rmSync(join(world.paths.codexHome, "sessions"), { recursive: true });
  mkdirSync(join(world.paths.codexHome, "sessions"));
  expect((await indexRollouts(world)).missing).toEqual([threadId(1)]);
});

test("threads of another machine are neither judged nor taken, however new a copy of them is", async () => {
  const path = write(1);
  await indexRollouts(world);
  const other = world.at({ machine: "other", codexHome: join(world.dir, "other") });
  cpSync(world.paths.codexHome, other.paths.codexHome, { recursive: true, preserveTimestamps: true });
  expect(await indexRollouts(other)).toMatchObject({ found: 1, indexed: 0, missing: [] });
  const copy = path.replace(world.paths.codexHome, other.paths.codexHome);
  appendFileSync(copy, `${transcriptLine("event_msg", { type: "x" }, "2026-11-22T14:59:00.000Z")}\n`);
  expect(await indexRollouts(other)).toMatchObject({ found: 1, indexed: 0, taken_over: 0 });
  expect(await thread(1)).toMatchObject({ machine: "test-machine", rolloutPath: path });
});

test("a thread that is missing there is taken over by the machine that has it", async () => {
  const path = write(1);
  await indexRollouts(world);
  const other = world.at({ machine: "other", codexHome: join(world.dir, "other") });
  cpSync(world.paths.codexHome, other.paths.codexHome, { recursive: true, preserveTimestamps: true });
  rmSync(path);
  await indexRollouts(world);
  expect(await indexRollouts(other)).toMatchObject({ indexed: 1 });
  expect(await thread(1)).toMatchObject({ machine: "other", missingSince: undefined });
});

test("links to transcripts are told and not opened", async () => {
  write(1);
  const link = join(world.paths.codexHome, "sessions", `rollout-2026-11-22T14-10-55-${threadId(2)}.jsonl`);
  symlinkSync(write(3, undefined, { day: "../outside" }), link);
  await indexRollouts(world);
  expect(await thread(2)).toBeUndefined();
  expect(world.lines.map(({ message }) => message)).toEqual([`transcript skipped, not a regular file: ${link}`]);
});

test("external context pollutes where that is configured, also what was indexed before, and for good", async () => {
  const search = itemLine({
    type: "web_search_call",
    status: "completed",
    action: { type: "search", query: "weather" },
  });
  write(1, [userLine("x"), search]);
  write(2, [userLine("x"), search, metaLine(threadId(2), { memory_mode: "disabled" })]);
  const path = write(3);
  await indexRollouts(world);
  const modes = async () => [
    (await thread(1))?.memoryMode,
    (await thread(2))?.memoryMode,
    (await thread(3))?.memoryMode,
  ];
  expect(await modes()).toEqual(["enabled", "disabled", "enabled"]);
  const strict = world.at({ settings: { disableOnExternalContext: true } });
  expect((await indexRollouts(strict)).polluted).toEqual([threadId(1)]);
  expect(await modes()).toEqual(["polluted", "disabled", "enabled"]);
  appendFileSync(path, `${search}\n`);
  await indexRollouts(strict);
  expect(await modes()).toEqual(["polluted", "disabled", "polluted"]);
  appendFileSync(path, `${metaLine(threadId(3), { memory_mode: "enabled" })}\n`);
  await indexRollouts(world);
  expect(await modes()).toEqual(["polluted", "disabled", "polluted"]);
});

test("a thread that stops being enabled while it is selected asks for a consolidation, once", async () => {
  const path = write(1, [userLine("x"), itemLine({ type: "function_call", name: "mcp__docs__get", arguments: "{}" })]);
  const other = write(2);
  await indexRollouts(world);
  const { client } = await world.state();
  for (const n of [1, 2]) {
    await client.execute({
      sql: `INSERT INTO stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary, generated_at, selected_for_phase2)
        VALUES (?, ?, 'm', 's', 1, 1)`,
      args: [threadId(n), 40 + n],
    });
  }
  const job = async () =>
    (await client.execute("SELECT status, input_watermark FROM jobs")).rows.map(({ status, input_watermark }) => ({
      status,
      input_watermark,
    }));
  const strict = world.at({ settings: { disableOnExternalContext: true } });
  await indexRollouts(strict);
  expect(await job()).toEqual([{ status: "pending", input_watermark: 41 }]);
  appendFileSync(path, `${transcriptLine("event_msg", { type: "x" })}\n`);
  await indexRollouts(strict);
  expect(await job()).toEqual([{ status: "pending", input_watermark: 41 }]);
  appendFileSync(other, `${metaLine(threadId(2), { memory_mode: "disabled" })}\n`);
  await indexRollouts(world);
  expect(await job()).toEqual([{ status: "pending", input_watermark: 42 }]);
});

test("what is stored has no credentials in its git URL and no NUL in its texts", async () => {
  const git = { repository_url: "https://user:pa55@example.invalid/a.git", branch: "a\0b" };
  writeTranscript(world.paths.codexHome, threadId(1), [
    metaLine(threadId(1), { git }),
    userLine("nul \0 and \ud800 half"),
  ]);
  await indexRollouts(world);
  expect(await thread(1)).toMatchObject({
    gitOriginUrl: "https://example.invalid/a.git",
    gitBranch: "a\ufffdb",
    title: "nul \ufffd and \ufffd half",
  });
});

test("more threads than one batch holds are all stored", async () => {
  for (let n = 1; n <= 620; n += 1) write(n, [userLine(`t ${n}`)]);
  expect(await counts()).toEqual({ found: 620, indexed: 620, unchanged: 0, missing: 0 });
  expect(await counts()).toEqual({ found: 620, indexed: 0, unchanged: 620, missing: 0 });
  for (let n = 1; n <= 620; n += 7)
    rmSync(join(world.paths.codexHome, `sessions/2026/11/22/rollout-2026-11-22T14-10-55-${threadId(n)}.jsonl`));
  expect(await counts()).toEqual({ found: 531, indexed: 0, unchanged: 531, missing: 89 });
});

test("a stopped run ends with the signal's reason and keeps what it has", async () => {
  write(1);
  const stopped = world.at({ signal: AbortSignal.abort(new Error("stopped")) });
  await expect(indexRollouts(stopped)).rejects.toThrow("stopped");
  expect(await counts()).toMatchObject({ indexed: 1 });
});
