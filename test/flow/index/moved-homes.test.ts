import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { getThread } from "../../../lib/edge/state/threads/threads.ts";
import { indexRollouts } from "../../../lib/flow/index/index-rollouts.ts";
import { takeOverMachine } from "../../../lib/flow/index/take-over.ts";
import { doctor } from "../../../lib/flow/status/doctor.ts";
import { status } from "../../../lib/flow/status/status.ts";
import { threads } from "../../../lib/flow/status/threads.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { metaLine, threadId, transcriptLine, userLine, writeTranscript } from "../../helpers/transcripts.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
beforeEach(() => {
  world = testWorld();
  mkdirSync(join(world.paths.codexHome, "sessions"), { recursive: true });
});
afterEach(() => world.dispose());

const write = (n: number, text = `hello ${n}`, extra: object = {}) =>
  writeTranscript(world.paths.codexHome, threadId(n), [metaLine(threadId(n), extra), userLine(text)]);
const thread = async (n: number) => getThread(await world.state(), threadId(n));
const elsewhere = (name = "moved") => world.at({ codexHome: join(world.dir, name) });
const messages = ({ lines }: TestWorld) => lines.map(({ message }) => message).join("\n");

test("a home that was moved is the same home: its sessions are taken over and not read again", async () => {
  write(1);
  write(2);
  await indexRollouts(world);
  const moved = elsewhere();
  renameSync(world.paths.codexHome, moved.paths.codexHome);
  expect(await indexRollouts(moved)).toMatchObject({ taken_over: 2, indexed: 0, unchanged: 2, missing: [] });
  expect(messages(moved)).toContain("2 sessions were found at the new place");
  expect(await thread(1)).toMatchObject({ agentHome: moved.paths.codexHome, missingSince: undefined });
  expect((await thread(1))?.rolloutPath.startsWith(`${moved.paths.codexHome}/sessions/`)).toBe(true);
});

test("a home that became a link to its new place is taken over as well", async () => {
  write(1);
  await indexRollouts(world);
  const moved = elsewhere();
  renameSync(world.paths.codexHome, moved.paths.codexHome);
  symlinkSync(moved.paths.codexHome, world.paths.codexHome);
  expect(await indexRollouts(moved)).toMatchObject({ taken_over: 1, indexed: 0 });
});

test("what a moved home has lost meanwhile is missing", async () => {
  write(1);
  const lost = write(2);
  await indexRollouts(world);
  rmSync(lost);
  const moved = elsewhere();
  renameSync(world.paths.codexHome, moved.paths.codexHome);
  expect(await indexRollouts(moved)).toMatchObject({ taken_over: 2, missing: [threadId(2)] });
});

test("a copy is left to the home that has the session still; once that has lost it, the copy is it", async () => {
  const path = write(1);
  write(2);
  await indexRollouts(world);
  const copy = elsewhere();
  cpSync(world.paths.codexHome, copy.paths.codexHome, { recursive: true, preserveTimestamps: true });
  expect(await indexRollouts(copy)).toMatchObject({ taken_over: 0, indexed: 0 });
  expect(messages(copy)).toContain(`2 sessions here are read from ${world.paths.codexHome}, which has them too`);
  rmSync(path);
  expect(await indexRollouts(copy)).toMatchObject({ taken_over: 1, indexed: 1 });
  expect((await thread(1))?.agentHome).toBe(copy.paths.codexHome);
  expect((await thread(2))?.agentHome).toBe(world.paths.codexHome);
});

test("another session that has the same id is not taken for the one that is gone", async () => {
  rmSync(write(1));
  const path = write(1);
  await indexRollouts(world);
  rmSync(path);
  const other = elsewhere();
  const lines = [metaLine(threadId(1), { timestamp: "2026-11-21T08:00:00.000Z" }), userLine("another")];
  writeTranscript(other.paths.codexHome, threadId(1), lines);
  expect(await indexRollouts(other)).toMatchObject({ taken_over: 0, indexed: 0 });
  expect((await thread(1))?.title).toBe("hello 1");
});

test("another machine's sessions stay its own, are named with what takes them over, and are taken when told so", async () => {
  write(1);
  await indexRollouts(world);
  const other = world.at({ machine: "other", codexHome: join(world.dir, "other") });
  renameSync(world.paths.codexHome, other.paths.codexHome);
  expect(await indexRollouts(other)).toMatchObject({ taken_over: 0, indexed: 0 });
  const hint = "memories threads --take-over test-machine";
  expect((await status(other)).otherMachines).toEqual([{ machine: "test-machine", threads: 1 }]);
  expect((await threads(other, {})).other_machines).toEqual([{ machine: "test-machine", threads: 1 }]);
  expect(messages(other)).toContain(hint);
  const checks = (await doctor(other, { warnings: [], online: "stay_offline" })).checks;
  expect(checks.find(({ name }) => name === "sessions")).toMatchObject({
    status: "warning",
    hint: expect.stringContaining(hint),
  });
  expect(takeOverMachine(other, "nobody")).rejects.toThrow("no other machine");
  expect(await takeOverMachine(other, "test-machine")).toMatchObject({ threads: 1 });
  expect(await indexRollouts(other)).toMatchObject({ indexed: 0, unchanged: 1, missing: [] });
  expect(await thread(1)).toMatchObject({ machine: "other", agentHome: other.paths.codexHome });
});

test("a year's folder that is a link is said, not followed, and nothing under it is judged missing", async () => {
  const path = write(1);
  write(2, "stays", {});
  await indexRollouts(world);
  const year = dirname(dirname(dirname(path)));
  renameSync(year, join(world.dir, "2026"));
  symlinkSync(join(world.dir, "2026"), year);
  const report = await indexRollouts(world);
  expect(report).toMatchObject({ found: 0, missing: [] });
  expect(messages(world)).toContain(`${year}: a symbolic link, which is not followed`);
});

test("most recent sessions without a person's words are a format that moved: every run says so, doctor fails", async () => {
  const version = (n: number, cli_version: string) =>
    writeTranscript(world.paths.codexHome, threadId(n), [
      metaLine(threadId(n), { cli_version }),
      transcriptLine("event_msg", { type: "something_new" }),
    ]);
  write(1);
  version(2, "0.99.0");
  await indexRollouts(world);
  expect((await status(world)).unusable).toBeUndefined();
  version(3, "0.171.0");
  const line =
    "2 of 3 transcripts of the last 30 days give no session that can be used, the newest written by version 0.171.0";
  expect((await status(world)).unusable).toEqual({ unusable: 2, recent: 3, cli_version: "0.171.0" });
  expect(messages(world)).toContain(line);
  const report = await doctor(world, { warnings: [], online: "stay_offline" });
  expect(report.checks.find(({ name }) => name === "sessions")).toMatchObject({ status: "failed" });
  expect(report.ok).toBe(false);
  const later = world.at({ now: TEST_NOW + 40 * 86_400 });
  expect((await status(later)).unusable).toBeUndefined();
});

test("an unknown form and a transcript that cannot be read count among those that cannot be used", async () => {
  write(1, "hello", { history_mode: "sharded", cli_version: "0.200.0" });
  writeTranscript(world.paths.codexHome, threadId(2), Buffer.from("\\0\\0\\0\\n"));
  expect((await status(world)).unusable).toEqual({ unusable: 2, recent: 2, cli_version: "0.200.0" });
});

test("metadata is stored without secrets and up to 2,000 characters, the end of a long secret included", async () => {
  const secret = `sk-${"a1B2c3D4e5F6".repeat(3)}`;
  const git = { branch: `fix/${secret}`, repository_url: `https://git.example/${secret}/a.git` };
  const { longTitle } = { longTitle: `${"😀".repeat(1_990)} ${secret} ${"x".repeat(1_000_000)}` };
  write(1, longTitle, { cwd: `/home/dev/${secret}`, git });
  await indexRollouts(world);
  const row = await thread(1);
  const dump = JSON.stringify((await (await world.state()).client.execute("SELECT * FROM threads")).rows);
  expect(dump).not.toContain("a1B2c3");
  expect([...(row?.title ?? "")]).toHaveLength(2_000);
  expect(row?.cwd).toBe("/home/dev/[REDACTED_SECRET]");
  expect(row?.firstUserMessage).toBe(row?.title);
});
