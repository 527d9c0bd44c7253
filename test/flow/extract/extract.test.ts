import { afterEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import type { MemoriesError } from "../../../lib/core/errors.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import type { ExtractOptions } from "../../../lib/flow/extract/plan.ts";
import { extractWorld, jobsOf, MEMORY, rowsOf, sessionNumber, writeSessions } from "../../helpers/extract-world.ts";
import { expectGolden } from "../../helpers/golden.ts";
import { type ModelServer, type Reply, type Script, startModelServer } from "../../helpers/model-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, type TestWorldOptions, testWorld } from "../../helpers/world.ts";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const GOOD: Reply = { kind: "answer", answer: MEMORY };
const VOUCHERS = "01a203bf-2647-7572-94de-4d3c6435a8a3";
const BACKUP = "01a203bf-1699-7571-9ac6-ba31009c2bab";

async function serve(script: Script): Promise<ModelServer> {
  const server = await startModelServer(script);
  open.push(server);
  return server;
}

function samples(server: ModelServer | undefined, options: TestWorldOptions = {}): TestWorld {
  const world = extractWorld(server, options);
  open.push({ close: () => world.dispose() });
  return world;
}

/** A world with so many small sessions, numbered from the newest. */
function numbered(server: ModelServer, count: number, options: TestWorldOptions = {}): TestWorld {
  const world = testWorld({ env: { OPENAI_BASE_URL: server.baseUrl }, ...options });
  open.push({ close: () => world.dispose() });
  writeSessions(world.paths.codexHome, count, TEST_NOW);
  return world;
}

async function refusal(world: TestWorld, options: ExtractOptions = {}): Promise<MemoriesError> {
  return extract(world, options).then(
    () => Promise.reject(new Error("not refused")),
    (thrown) => thrown as MemoriesError,
  );
}

describe("the sample sessions, by rules", () => {
  test("become these memories", async () => {
    const world = samples(undefined, { settings: { extractModel: "offline" } });
    const report = await extract(world, { maxClaims: 8 });
    expect(report).toMatchObject({ status: "succeeded", claimed: 8, succeeded: 7, succeeded_no_output: 1, failed: 0 });
    const rows = await rowsOf(world, "SELECT * FROM stage1_outputs ORDER BY thread_id");
    for (const row of rows) {
      const { thread_id, rollout_slug, raw_memory, rollout_summary, source_updated_at, generated_at } = row;
      const head = `${thread_id} ${rollout_slug} ${source_updated_at} ${generated_at}`;
      expectGolden(`extract/offline/${thread_id}.md`, `${head}\n\n${raw_memory}\n-----\n\n${rollout_summary}`);
    }
    expect(rows.length).toBe(7);
    const all = JSON.stringify(rows);
    expect(all).not.toContain("setup.example.net");
    expect(all).not.toContain("example_not_a_real_token");
  });

  test("are two at defaults, the newest, and the rest run after run until none is left", async () => {
    const world = samples(undefined, { settings: { extractModel: "offline" } });
    const claimed: number[] = [];
    for (let run = 0; run < 5; run += 1) claimed.push((await extract(world)).claimed);
    expect(claimed).toEqual([2, 2, 2, 2, 0]);
    expect((await extract(world)).status).toBe("nothing_to_do");
    const [phase2] = await rowsOf(world, "SELECT status, input_watermark FROM jobs WHERE job_key = 'global'");
    expect(phase2?.status).toBe("pending");
  });

  test("are each asked for by name whatever the limits, and not twice", async () => {
    const world = samples(undefined, { now: TEST_NOW + 90 * 86_400, settings: { extractModel: "offline" } });
    expect((await extract(world)).status).toBe("nothing_to_do");
    const report = await extract(world, { thread: BACKUP });
    expect(report.jobs).toMatchObject([{ thread_id: BACKUP, outcome: "succeeded" }]);
    const error = await refusal(world, { thread: BACKUP });
    expect([error.code, error.kind]).toEqual(["thread_not_extracted", "failure"]);
    expect(error.message).toContain("up_to_date");
    expect((await refusal(world, { thread: "nobody" })).code).toBe("unknown_thread");
  });

  test("are filled in from the past by number or by date", async () => {
    const at = { now: TEST_NOW + 90 * 86_400, settings: { extractModel: "offline" } };
    expect((await extract(samples(undefined, at), { last: 3 })).claimed).toBe(3);
    const since = Date.parse("2026-11-22T14:53:06Z") / 1_000;
    expect((await extract(samples(undefined, at), { since })).claimed).toBe(5);
    expect((await refusal(samples(undefined, at), { since, last: 1 })).code).toBe("bad_option");
  });

  test("are left out when they are the calling session", async () => {
    const world = samples(undefined, { settings: { extractModel: "offline" } });
    const report = await extract(world, { excludeThread: VOUCHERS, maxClaims: 8 });
    expect(report.jobs.map(({ thread_id }) => thread_id)).not.toContain(VOUCHERS);
    expect(report.claimed).toBe(7);
  });
});

describe("a model", () => {
  test("is asked with redacted evidence and nothing of other tiers, and its answer is stored", async () => {
    const server = await serve(() => ({
      kind: "answer",
      answer: { ...MEMORY, rollout_slug: "Fix It/Now!", raw_memory: `key AKIA${"ABCDEFGHIJKLMNOP"}` },
    }));
    const world = samples(server);
    const report = await extract(world, { thread: BACKUP });
    expect(report.jobs[0]).toMatchObject({ outcome: "succeeded", rollout_slug: "fix_it_now", error: null });
    expect(report.usage.total_tokens).toBe(130);
    const [row] = await rowsOf(world, "SELECT * FROM stage1_outputs");
    expect(row).toMatchObject({
      raw_memory: "key [REDACTED_SECRET]",
      rollout_summary: "what happened",
      rollout_slug: "fix_it_now",
      generated_at: TEST_NOW,
      usage_count: null,
      selected_for_phase2: 0,
    });
    const { user = "", system = "" } = server.requests[0] ?? {};
    expect(user).toContain("[human user]\nRight, forget what I said.");
    expect(user).not.toContain("(developer message, left out here");
    expect(system).toContain("# Task: distil one finished session into memory");
  });

  test("is not needed, nor its key, while there is nothing to claim", async () => {
    const world = samples(undefined, { now: TEST_NOW + 90 * 86_400 });
    expect((await extract(world)).status).toBe("nothing_to_do");
    const ready = samples(undefined);
    const error = await refusal(ready);
    expect([error.code, error.kind]).toEqual(["no_api_key", "usage"]);
    expect(await rowsOf(ready, "SELECT * FROM jobs")).toEqual([]);
  });

  test("of another provider must be named", async () => {
    const env = { OPENAI_BASE_URL: "https://llm.example.com/v1", OPENAI_API_KEY: "k" };
    expect((await refusal(samples(undefined, { env }))).code).toBe("no_model");
  });

  test("with nothing to say leaves no memory, and takes an older one away", async () => {
    const server = await serve(() => GOOD);
    const world = numbered(server, 1);
    await extract(world);
    await (await world.state()).client.execute("UPDATE threads SET updated_at = updated_at + 1");
    server.script(() => ({ kind: "answer", answer: { raw_memory: " ", rollout_summary: "x", rollout_slug: null } }));
    expect(await extract(world)).toMatchObject({ status: "succeeded", succeeded_no_output: 1 });
    expect(await rowsOf(world, "SELECT * FROM stage1_outputs")).toEqual([]);
  });
});

describe("the run", () => {
  test("claims when a slot is free and not before, and stores in the order of the claims", async () => {
    const waiting = new Map<number, (reply: Reply) => void>();
    const server = await serve((request) => new Promise((resolve) => waiting.set(sessionNumber(request), resolve)));
    const world = numbered(server, 4, { settings: { concurrency: 2 } });
    const running = extract(world, { maxClaims: 4 });
    const statuses = async () => [...(await jobsOf(world)).values()].map(({ status }) => status);
    await Promise.race([server.arrived(2), running]);
    expect(await statuses()).toEqual(["running", "running"]);
    waiting.get(1)?.(GOOD);
    await Promise.race([server.arrived(3), running]);
    // The second is answered, but the first comes first.
    expect(await statuses()).toEqual(["running", "running", "running"]);
    waiting.get(2)?.(GOOD);
    await Promise.race([server.arrived(4), running]);
    waiting.get(0)?.(GOOD);
    waiting.get(3)?.(GOOD);
    expect((await running).jobs.map(({ thread_id }) => Number(thread_id.slice(-12)))).toEqual([0, 1, 2, 3]);
    expect(await statuses()).toEqual(["done", "done", "done", "done"]);
  });

  test("goes on when one session fails, whatever the reason", async () => {
    const server = await serve((request) => {
      const n = sessionNumber(request);
      if (n === 0) rmSync(paths[2] ?? "");
      return n === 1 ? { kind: "answer", answer: "no JSON" } : GOOD;
    });
    const world = numbered(server, 4, { settings: { concurrency: 1 } });
    const paths: string[] = [];
    // Indexed first, so that the file is known when it goes.
    await extract(world, { maxClaims: 1, model: "offline" });
    const rows = await rowsOf(world, "SELECT rollout_path FROM threads ORDER BY id");
    paths.push(...rows.map((row) => String(row.rollout_path)));
    await (await world.state()).client.execute("DELETE FROM jobs");
    await (await world.state()).client.execute("DELETE FROM stage1_outputs");
    const report = await extract(world, { maxClaims: 4 });
    expect(report.status).toBe("partial");
    expect(report.jobs.map(({ outcome }) => outcome)).toEqual(["succeeded", "failed", "failed", "succeeded"]);
    expect(report.jobs[1]?.error).toContain("no JSON");
    expect(report.jobs[2]?.error).toContain("rollout-");
    expect((await jobsOf(world)).get(2)).toMatchObject({ status: "error", retry_remaining: 2 });
  });

  test("ends with a bug that it meets, after what it holds is finished", async () => {
    const server = await serve(() => ({ ...GOOD, delayMs: 30 }));
    const world = numbered(server, 3);
    let tokens = 0;
    const newId = () => {
      tokens += 1;
      // The first is the run's own, the next one is the first job's.
      if (tokens === 3) throw new TypeError("a bug");
      return world.newId();
    };
    const ending = extract({ ...world, newId }, { maxClaims: 3 });
    expect(await ending.catch((thrown) => thrown)).toBeInstanceOf(TypeError);
    expect([...(await jobsOf(world)).values()].map(({ status }) => status)).toEqual(["done"]);
  });

  test("writes nothing for a job that it has lost", async () => {
    const server = await serve(async () => {
      await (await world.state()).client.execute("UPDATE jobs SET ownership_token = 'another worker'");
      return GOOD;
    });
    const world = numbered(server, 1);
    expect(await extract(world)).toMatchObject({ status: "succeeded", claimed: 1, lost_lease: 1, succeeded: 0 });
    expect(await rowsOf(world, "SELECT * FROM stage1_outputs")).toEqual([]);
    expect((await jobsOf(world)).get(0)).toMatchObject({ status: "running", ownership_token: "another worker" });
  });

  test("gives back what it holds when it is stopped, and stores what was finished", async () => {
    const stop = new AbortController();
    const server = await serve((request) => (sessionNumber(request) === 1 ? GOOD : { kind: "hang", after: "nothing" }));
    const world = numbered(server, 5, { settings: { concurrency: 2 }, signal: stop.signal });
    const running = extract(world, { maxClaims: 5 });
    await Promise.race([server.arrived(3), running]);
    stop.abort(new Error("stopped by SIGTERM"));
    const report = await running;
    expect(report).toMatchObject({ status: "partial", stopped: "signal", claimed: 3, released: 2, succeeded: 1 });
    const jobs = await jobsOf(world);
    for (const n of [0, 2]) {
      expect(jobs.get(n)).toMatchObject({
        status: "pending",
        retry_at: null,
        retry_remaining: 3,
        ownership_token: null,
        started_at: null,
        lease_until: null,
        outages: 0,
      });
    }
    expect(jobs.get(1)?.status).toBe("done");
    expect(jobs.size).toBe(3);
  });

  test("does nothing to a database that keeps another clock", async () => {
    const world = samples(undefined, { settings: { extractModel: "offline" } });
    await extract(world, { maxClaims: 1 });
    await (await world.state()).client.execute("UPDATE meta SET value = 'live' WHERE key = 'clock'");
    expect((await refusal(world.at({}))).code).toBe("state_clock_mismatch");
  });

  test("stops at a wrong template before anything is claimed", async () => {
    const world = samples(undefined, {
      settings: { extractModel: "offline" },
      templates: { stage_one_input: "{{evidence}} {{nobody}}" },
    });
    expect((await refusal(world)).code).toBe("bad_template");
  });

  test("prunes memories past their time first", async () => {
    const world = samples(undefined, { settings: { extractModel: "offline" } });
    await extract(world, { thread: VOUCHERS });
    await (await world.state()).client.execute("UPDATE stage1_outputs SET generated_at = generated_at - 40 * 86400");
    await extract(world, { maxClaims: 1 });
    expect(await rowsOf(world, `SELECT * FROM stage1_outputs WHERE thread_id = '${VOUCHERS}'`)).toEqual([]);
  });
});

describe("the rate limit", () => {
  const limited = (remaining: number, reset: string): Reply => ({
    ...GOOD,
    headers: {
      "x-ratelimit-limit-requests": "100",
      "x-ratelimit-remaining-requests": String(remaining),
      "x-ratelimit-reset-requests": reset,
    },
  });

  test("that runs low for long ends the claiming, and says so", async () => {
    const server = await serve(() => limited(24, "5m"));
    const world = numbered(server, 4, { settings: { concurrency: 1 } });
    const report = await extract(world, { maxClaims: 4 });
    expect(report).toMatchObject({ status: "succeeded", stopped: "rate_limit", claimed: 1 });
    expect(world.lines.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
      "24 % of the rate limit for requests remain: claiming no more sessions",
    ]);
  });

  test("that is reset soon is waited for", async () => {
    let last = 0;
    const gaps: number[] = [];
    const server = await serve((request) => {
      gaps.push(performance.now() - last);
      last = performance.now();
      return limited(request.index === 0 ? 10 : 90, "300ms");
    });
    const world = numbered(server, 3, { settings: { concurrency: 1 } });
    expect(await extract(world, { maxClaims: 3 })).toMatchObject({ claimed: 3, stopped: null });
    expect(gaps[1]).toBeGreaterThan(250);
    expect(world.lines.some(({ message }) => message.includes("waiting 1 s"))).toBe(true);
  });

  test("with room enough holds nothing up", async () => {
    const server = await serve(() => limited(25, "5m"));
    expect((await extract(numbered(server, 3, { settings: { concurrency: 1 } }), { maxClaims: 3 })).claimed).toBe(3);
  });
});
