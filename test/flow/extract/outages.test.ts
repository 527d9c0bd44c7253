import { afterEach, expect, test } from "bun:test";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { jobsOf, MEMORY, sessionNumber, writeSessions } from "../../helpers/extract-world.ts";
import { type ModelServer, type Reply, startModelServer } from "../../helpers/model-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let server: ModelServer;
let world: TestWorld;
afterEach(async () => {
  await server.close();
  world.dispose();
});

const GOOD: Reply = { kind: "answer", answer: MEMORY };
const status = (code: number, headers: Record<string, string> = {}, body?: unknown): Reply => ({
  kind: "status",
  status: code,
  headers: { "retry-after-ms": "1", ...headers },
  ...(body === undefined ? {} : { body }),
});
const QUOTA = { error: { message: "no money left", code: "insufficient_quota" } };

type Expected = readonly [status: string, retries: number, retryAfter: number | null, outages: number];
const DONE: Expected = ["done", 3, null, 0];
const FAILED: Expected = ["error", 2, 3_600, 0];
const MET: Expected = ["pending", 3, 300, 1];
/** Given back at once: nothing is booked, and nothing holds it back. */
const FREE: Expected = ["pending", 3, null, 0];
const refusal = (message: string) => ({ error: { message, type: "invalid_request_error" } });

interface Case {
  readonly name: string;
  /** What each session's requests are answered with; the last is for all further ones. */
  readonly replies: readonly Reply[];
  readonly status: string;
  readonly rows: readonly (Expected | undefined)[];
  readonly timeout?: number;
  readonly concurrency?: number;
  /** Default: 3. */
  readonly sessions?: number;
}

const cases: Case[] = [
  { name: "401", replies: [status(401)], status: "setup", rows: [FREE, undefined] },
  { name: "403", replies: [status(403)], status: "setup", rows: [FREE, undefined] },
  { name: "an exhausted quota", replies: [status(429, {}, QUOTA)], status: "outage", rows: [MET, undefined] },
  { name: "401 after a success", replies: [GOOD, status(401)], status: "setup", rows: [DONE, FREE, undefined] },
  { name: "429 for one only", replies: [status(429), GOOD, GOOD], status: "partial", rows: [FAILED, DONE, DONE] },
  { name: "429 for all", replies: [status(429)], status: "outage", rows: [MET, MET, undefined] },
  {
    name: "429 for all with Retry-After",
    replies: [status(429, { "retry-after-ms": "", "retry-after": "1800" })],
    status: "outage",
    rows: [["pending", 3, 1_800, 1], ["pending", 3, 1_800, 1], undefined],
  },
  { name: "404 on the path", replies: [status(404)], status: "setup", rows: [FREE, undefined] },
  {
    name: "a model that is not there",
    replies: [status(400, {}, refusal("the model gpt-6-luna does not exist"))],
    status: "setup",
    rows: [FREE, undefined],
  },
  {
    name: "a parameter that the server does not know",
    replies: [status(400, {}, refusal("Unsupported parameter: 'store'"))],
    status: "setup",
    rows: [FREE, undefined],
  },
  {
    name: "JSON of another API",
    replies: [{ kind: "raw", body: '{"hello":1}', type: "application/json" }],
    status: "setup",
    rows: [FREE, undefined],
  },
  {
    name: "JSON of another API after a success",
    replies: [GOOD, { kind: "raw", body: '{"hello":1}', type: "application/json" }],
    status: "outage",
    rows: [DONE, MET, undefined],
  },
  {
    name: "a stream of JSON lines",
    replies: [{ kind: "raw", body: '{"done":false}\n{"done":true}\n', type: "application/x-ndjson" }],
    status: "setup",
    rows: [FREE, undefined],
  },
  {
    name: "no byte of an answer for any session",
    replies: [{ kind: "hang", after: "nothing" }],
    status: "outage",
    rows: [MET, MET, undefined],
    timeout: 0.3,
  },
  { name: "500 for the first only", replies: [status(500), GOOD, GOOD], status: "partial", rows: [FAILED, DONE, DONE] },
  { name: "500 for the last only", replies: [GOOD, GOOD, status(500)], status: "partial", rows: [DONE, DONE, FAILED] },
  { name: "500 for all", replies: [status(500)], status: "outage", rows: [MET, MET, undefined] },
  {
    name: "500 and 400 in turn",
    replies: [status(500), status(400), status(500)],
    status: "failed",
    rows: [FAILED, FAILED, FAILED],
  },
  {
    name: "a page instead of JSON",
    replies: [{ kind: "raw", body: "<p>", headers: { "retry-after-ms": "1" } }],
    status: "outage",
    rows: [MET, MET],
  },
  { name: "redirects", replies: [{ kind: "redirect", to: "/elsewhere" }], status: "outage", rows: [MET, MET] },
  { name: "the same 400 for all", replies: [status(400)], status: "setup", rows: [FREE, FREE, FREE] },
  {
    name: "the same 400 but for the ids in it",
    replies: [1, 2, 3].map((n) => status(400, {}, refusal(`request req_${n}a is bad at line ${n}`))),
    status: "setup",
    rows: [FREE, FREE, FREE],
  },
  {
    name: "a 400 of its own for each",
    replies: ["first", "second", "third"].map((word) => status(400, {}, refusal(`the ${word} is bad`))),
    status: "failed",
    rows: [FAILED, FAILED, FAILED],
  },
  {
    name: "the same 400 for all but one",
    replies: [status(400), status(400), GOOD],
    status: "partial",
    rows: [FAILED, FAILED, DONE],
  },
  {
    name: "words without JSON for all",
    replies: ["I have read it.", "Sure!", "Here is a summary"].map((answer) => ({ kind: "answer", answer })),
    status: "setup",
    rows: [FREE, FREE, FREE],
  },
  {
    name: "words without JSON for two, in a run of two",
    replies: ["I have read it.", "Sure!", GOOD.kind].map((answer) => ({ kind: "answer", answer })),
    status: "failed",
    rows: [FAILED, FAILED],
    sessions: 2,
  },
  { name: "413 for all", replies: [status(413)], status: "failed", rows: [FAILED, FAILED, FAILED] },
  { name: "413 and 422", replies: [status(413), status(422), GOOD], status: "partial", rows: [FAILED, FAILED, DONE] },
  {
    name: "no answer in time",
    replies: [{ kind: "hang", after: "nothing" }, { kind: "hang", after: "half the body" }, GOOD],
    status: "partial",
    rows: [FAILED, FAILED, DONE],
    timeout: 0.3,
  },
  {
    name: "a slow but good answer",
    replies: [{ ...GOOD, delayMs: 300 }],
    status: "succeeded",
    rows: [DONE, DONE, DONE],
    timeout: 5,
  },
  {
    name: "a refusal, no JSON, a cut answer",
    replies: [
      { kind: "answer", answer: "no", refusal: true },
      { kind: "answer", answer: "x" },
      { kind: "answer", answer: "{", incomplete: "max_output_tokens" },
    ],
    status: "failed",
    rows: [FAILED, FAILED, FAILED],
  },
];

test.each(cases)("$name", async ({ replies, status: expected, rows, timeout, concurrency, sessions = 3 }) => {
  server = await startModelServer((request) => replies[Math.min(sessionNumber(request), replies.length - 1)] ?? GOOD);
  world = testWorld({
    env: { OPENAI_BASE_URL: server.baseUrl },
    settings: { concurrency: concurrency ?? 1, ...(timeout === undefined ? {} : { timeout }) },
  });
  writeSessions(world.paths.codexHome, sessions, TEST_NOW);
  const report = await extract(world, { maxClaims: sessions });
  expect(report.status).toBe(expected as typeof report.status);
  const jobs = await jobsOf(world);
  for (const [n, row] of rows.entries()) {
    const job = jobs.get(n);
    expect(job === undefined).toBe(row === undefined);
    if (job === undefined || row === undefined) continue;
    expect([job.status, job.retry_remaining, secondsTo(job.retry_at, row[2]), job.outages]).toEqual([...row]);
    expect([job.lease_until, job.last_success_watermark === job.input_watermark]).toEqual([null, row[0] === "done"]);
    expect(job.ownership_token === null).toBe(row[0] === "pending");
  }
  expect(world.lines.filter(({ message }) => message.includes("endpoint is out")).length).toBe(
    expected === "outage" ? 1 : 0,
  );
  const told = world.lines.filter(({ message }) =>
    /the set-up is wrong|sessions alike|holds no JSON/.test(message),
  ).length;
  expect([told, report.error?.hint == null]).toEqual(expected === "setup" ? [1, false] : [0, true]);
});

/** Seconds from the run's time to `retryAt`; the expected figure when it is that, give or take what the run took. */
function secondsTo(retryAt: unknown, expected: number | null): number | null {
  if (retryAt === null) return null;
  const seconds = Number(retryAt) - TEST_NOW;
  return expected !== null && seconds >= expected && seconds <= expected + 60 ? expected : seconds;
}

test("a reset stream that the other sessions do not meet is that session's failure", async () => {
  server = await startModelServer((request) =>
    sessionNumber(request) === 0 ? { kind: "reset", after: "half the body" } : GOOD,
  );
  world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl }, settings: { concurrency: 2 } });
  writeSessions(world.paths.codexHome, 2, TEST_NOW);
  expect(await extract(world, { maxClaims: 2 })).toMatchObject({ status: "partial", succeeded: 1, failed: 1 });
  expect((await jobsOf(world)).get(0)?.last_error).toContain("broke the connection off");
});

test("in an outage the run gives back what it holds and asks for nothing more", async () => {
  server = await startModelServer((request) =>
    sessionNumber(request) < 2 ? { kind: "hang", after: "nothing" } : status(429, {}, QUOTA),
  );
  world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl }, settings: { concurrency: 3 } });
  writeSessions(world.paths.codexHome, 6, TEST_NOW);
  const report = await extract(world, { maxClaims: 6 });
  expect(report).toMatchObject({ status: "outage", stopped: "outage", claimed: 3, released: 3 });
  expect(server.requests.length).toBe(3);
  const jobs = await jobsOf(world);
  expect([0, 1, 2].map((n) => [jobs.get(n)?.status, jobs.get(n)?.outages])).toEqual([
    ["pending", 0],
    ["pending", 0],
    ["pending", 1],
  ]);
  expect([0, 1].map((n) => secondsTo(jobs.get(n)?.retry_at, 300))).toEqual([300, 300]);
});

test("a wrong set-up gives back what eight sessions at a time hold, and the right one takes them at once", async () => {
  server = await startModelServer(() => status(401));
  world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl }, settings: { concurrency: 8 } });
  writeSessions(world.paths.codexHome, 12, TEST_NOW);
  const report = await extract(world, { maxClaims: 12 });
  expect(report).toMatchObject({ status: "setup", stopped: "setup", failed: 0, succeeded: 0 });
  expect(report.released).toBe(report.claimed);
  expect(report.error?.hint).toContain("OPENAI_API_KEY");
  for (const job of (await jobsOf(world)).values()) {
    expect(job).toMatchObject({ status: "pending", retry_at: null, retry_remaining: 3, outages: 0, last_error: null });
  }
  server.script(() => GOOD);
  expect(await extract(world, { maxClaims: 12 })).toMatchObject({ status: "succeeded", succeeded: 12 });
});

test("an endpoint that hangs in run after run exhausts no session", async () => {
  server = await startModelServer(() => ({ kind: "hang", after: "nothing" }));
  world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl }, settings: { timeout: 0.1 } });
  writeSessions(world.paths.codexHome, 1, TEST_NOW);
  for (const n of [1, 2, 3, 4, 5]) {
    expect((await extract(world.at({ now: TEST_NOW + n * 1_000 }))).status).toBe("outage");
  }
  expect((await jobsOf(world)).get(0)).toMatchObject({ status: "pending", retry_remaining: 3 });
});

test("the only session of a run meets an outage twice, and the third time it is its own failure", async () => {
  server = await startModelServer(() => status(500));
  world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl } });
  writeSessions(world.paths.codexHome, 1, TEST_NOW);
  for (const outages of [1, 2]) {
    const later = world.at({ now: TEST_NOW + outages * 1_000 });
    expect((await extract(later)).status).toBe("outage");
    expect((await jobsOf(world)).get(0)).toMatchObject({ status: "pending", outages, retry_remaining: 3 });
  }
  const report = await extract(world.at({ now: TEST_NOW + 3_000 }));
  expect(report).toMatchObject({ status: "failed", failed: 1 });
  expect((await jobsOf(world)).get(0)).toMatchObject({ status: "error", outages: 0, retry_remaining: 2 });
});

test("what a session met before it succeeds is forgotten", async () => {
  server = await startModelServer(() => status(500));
  world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl } });
  writeSessions(world.paths.codexHome, 1, TEST_NOW);
  await extract(world);
  server.script(() => GOOD);
  expect((await extract(world.at({ now: TEST_NOW + 1_000 }))).status).toBe("succeeded");
  expect((await jobsOf(world)).get(0)).toMatchObject({ status: "done", outages: 0, last_error: null });
});

test("sessions that nobody can connect for stay claimable, whatever happens", async () => {
  server = await startModelServer(() => GOOD);
  const url = server.baseUrl;
  await server.close();
  world = testWorld({ env: { OPENAI_BASE_URL: url } });
  writeSessions(world.paths.codexHome, 1, TEST_NOW);
  for (const n of [1, 2, 3, 4, 5]) {
    expect((await extract(world.at({ now: TEST_NOW + n * 1_000 }))).status).toBe("outage");
  }
  expect((await jobsOf(world)).get(0)).toMatchObject({ status: "pending", retry_remaining: 3 });
  server = await startModelServer(() => GOOD);
});
