import { afterEach, beforeEach, expect, test } from "bun:test";
import { extractDryRun } from "../../../lib/flow/extract/dry-run.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { changeJob, retryAllJobs } from "../../../lib/flow/status/jobs.ts";
import { MEMORY, rowsOf, writeSessions } from "../../helpers/extract-world.ts";
import { type ModelServer, startModelServer } from "../../helpers/model-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const REFUSED = { kind: "status", status: 422, body: { error: { message: "this one is not for me" } } } as const;
const answer = (value: object) => ({ kind: "answer", answer: value }) as const;

let server: ModelServer;
let world: TestWorld;
beforeEach(async () => {
  server = await startModelServer(() => answer(MEMORY));
  world = testWorld({ env: { PATH: process.env.PATH, HOME: "/nowhere", OPENAI_BASE_URL: server.baseUrl } });
  writeSessions(world.paths.codexHome, 1, TEST_NOW);
});
afterEach(async () => {
  world.dispose();
  await server.close();
});

const newest = "00000000-0000-7000-8000-000000000000";
const memory = async () => (await rowsOf(world, `SELECT * FROM stage1_outputs WHERE thread_id = '${newest}'`))[0];

test("what rules did is made anew by a model, which the memory and its job then know", async () => {
  await extract(world, { model: "offline", thread: newest });
  expect(await memory()).toMatchObject({ made_by: "offline", prompt_hash: null });
  const again = await extract(world, { model: "m1", thread: newest, again: "offline" });
  expect(again).toMatchObject({ claimed: 1, succeeded: 1, kept: 0, model: "m1" });
  expect(await memory()).toMatchObject({ made_by: "m1", raw_memory: MEMORY.raw_memory });
  expect(String((await memory())?.prompt_hash)).toMatch(/^[0-9a-f]{16}$/);
  expect(await extract(world, { model: "m1", again: "outdated" })).toMatchObject({ claimed: 0 });
  const other = world.at({ templates: { stage_one_system: "another prompt" } });
  expect((await extractDryRun(other, { model: "m1", again: "outdated" })).candidates).toMatchObject([
    { thread_id: newest, decision: "claim" },
  ]);
});

test("a redo that fails, or that finds nothing, keeps the memory; what failed makes the run a failure", async () => {
  await extract(world, { model: "m1", thread: newest });
  const before = await memory();
  server.script(() => REFUSED);
  const failed = await extract(world, { model: "m2", thread: newest, again: "all" });
  expect(failed).toMatchObject({ status: "failed", failed: 0, kept: 1, jobs: [{ outcome: "kept" }] });
  expect(failed.jobs[0]?.error).toContain("this one is not for me");
  expect(await memory()).toEqual(before);
  server.script(() => answer({ raw_memory: "", rollout_summary: "", rollout_slug: null }));
  expect(await extract(world, { model: "m2", thread: newest, again: "all" })).toMatchObject({
    status: "succeeded",
    kept: 1,
  });
  expect((await memory())?.raw_memory).toBe(before?.raw_memory);
});

test("a memory that was pruned is made anew when its session is asked for by name, or among the last", async () => {
  await extract(world, { model: "m1", thread: newest });
  await (await world.state()).client.execute("DELETE FROM stage1_outputs");
  expect((await extractDryRun(world, { model: "m1" })).candidates[0]?.decision).toBe("up_to_date");
  expect(await extract(world, { model: "m1", last: 1 })).toMatchObject({ succeeded: 1 });
  await (await world.state()).client.execute("DELETE FROM stage1_outputs");
  expect(await extract(world, { model: "m1", thread: newest })).toMatchObject({ succeeded: 1 });
});

test("a typed extract does not wait for the next try, and says in its dry run that it passes; a run waits", async () => {
  server.script(() => REFUSED);
  await extract(world, { model: "m1", maxClaims: 1 });
  const dry = await extractDryRun(world, { model: "m1", maxClaims: 1 });
  expect(dry.candidates[0]).toMatchObject({ thread_id: newest, decision: "retry_backoff", passes: true });
  const run = await extract(world, { model: "offline", maxClaims: 8, backoff: "respect" });
  expect(run.waiting).toMatchObject([{ reason: "retry_backoff", count: 1, command: "memories extract" }]);
  expect(run.waiting[0]?.until).toBeGreaterThan(TEST_NOW);
  server.script(() => answer(MEMORY));
  expect(await extract(world, { model: "m1", maxClaims: 1 })).toMatchObject({ succeeded: 1 });
});

test("jobs retry --all gives every failed job its tries back at once", async () => {
  writeSessions(world.paths.codexHome, 2, TEST_NOW);
  server.script(() => REFUSED);
  await extract(world, { model: "m1", maxClaims: 2 });
  const { jobs } = await retryAllJobs(world);
  expect(jobs).toHaveLength(2);
  expect(jobs.map(({ status, retryAt, retryRemaining }) => [status, retryAt, retryRemaining])).toEqual(
    Array(2).fill(["pending", undefined, 3]),
  );
  await expect(changeJob(world, "release", newest)).rejects.toThrow("nothing to release");
});

test("a session is found by words of its title that no other holds, and an ambiguous one lists the candidates", async () => {
  writeSessions(world.paths.codexHome, 2, TEST_NOW);
  expect((await extractDryRun(world, { thread: "number 1 carefully" })).candidates).toHaveLength(1);
  await expect(extractDryRun(world, { thread: "always carefully" })).rejects.toMatchObject({
    code: "unknown_thread",
    hint: expect.stringContaining(newest),
  });
});
