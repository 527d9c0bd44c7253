import { afterEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { filesUnder, MEMORY, sessionNumber, writeSessions } from "../helpers/extract-world.ts";
import { type ModelServer, type Reply, type Script, startModelServer } from "../helpers/model-server.ts";
import { endOf, runBeside } from "../helpers/run-beside.ts";

const THREAD = "01a203bf-1699-7571-9ac6-ba31009c2bab";
const GOOD: Reply = { kind: "answer", answer: MEMORY };
const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function person(options: Parameters<typeof sandbox>[0] = {}): Sandbox {
  const made = sandbox({ env: { MEMORIES_LIMIT: "2" }, ...options });
  open.push({ close: () => made.dispose() });
  return made;
}
async function serve(script: Script): Promise<ModelServer> {
  const server = await startModelServer(script);
  open.push(server);
  return server;
}

async function table(box: Sandbox, sql: string): Promise<Record<string, unknown>[]> {
  const client = createClient({ url: `file:${join(box.home, "memories.db")}` });
  try {
    const { rows, columns } = await client.execute(sql);
    return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
  } finally {
    client.close();
  }
}

describe("memories extract", () => {
  test("prints one JSON value and nothing else on stdout, whatever the SDK has to say", async () => {
    const server = await serve(() => GOOD);
    const { stdout, exit } = await runBeside(
      person(),
      ["extract", "--json", "--model", "odd-model", "--api", "chat", "--context-window", "100000"],
      {
        OPENAI_BASE_URL: server.baseUrl,
      },
    );
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: "extract",
      status: "succeeded",
      claimed: 2,
      succeeded: 2,
      succeeded_no_output: 0,
      failed: 0,
      released: 0,
      usage: {
        input_tokens: 200,
        cached_input_tokens: 40,
        output_tokens: 60,
        reasoning_tokens: 20,
        total_tokens: 260,
      },
      jobs: [
        { outcome: "succeeded", error: null, rollout_slug: "a_slug" },
        { outcome: "succeeded", error: null, rollout_slug: "a_slug" },
      ],
    });
    expect(server.requests.map(({ body }) => body.model)).toEqual(Array(2).fill("odd-model"));
  });

  test("without a key ends with 2, names the variable and the two ways to go without", () => {
    const { exit, stdout, stderr } = person().run(["extract", "--json"]);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe("no_api_key");
    for (const part of ["OPENAI_API_KEY", "--model replay:DIR", "--offline"]) expect(stderr).toContain(part);
  });

  test("in an outage ends with 75, and says so once", async () => {
    const server = await serve(() => ({ kind: "status", status: 402 }));
    const { exit, stdout, stderr } = await runBeside(person(), ["extract", "--json"], {
      OPENAI_BASE_URL: server.baseUrl,
    });
    expect(exit).toBe(75);
    expect(JSON.parse(stdout).status).toBe("outage");
    expect(stderr.match(/endpoint is out/g)?.length).toBe(1);
  });

  test("with some failures ends with 1", async () => {
    const server = await serve((request) => (request.index === 0 ? GOOD : { kind: "answer", answer: "no" }));
    const { exit, stdout } = await runBeside(person(), ["extract", "--json"], { OPENAI_BASE_URL: server.baseUrl });
    expect([exit, JSON.parse(stdout).status]).toEqual([1, "partial"]);
  });

  test("of a thread that is not to be extracted ends with 1 and its decision, of an unknown one with 2", () => {
    const box = person();
    expect(box.run(["extract", "--offline", "--thread", THREAD]).exit).toBe(0);
    const again = box.run(["extract", "--offline", "--thread", THREAD, "--json"]);
    expect(again.exit).toBe(1);
    expect(again.stdout).toContain("up_to_date");
    expect(box.run(["extract", "--thread", "nobody"]).exit).toBe(2);
    expect(box.run(["extract", "--thread", THREAD, "--source", "exec", "--offline", "--json"]).stdout).toContain(
      "source_not_allowed",
    );
  });

  test("with no sessions at all says so and ends with 0", () => {
    const box = person();
    rmSync(box.codexHome, { recursive: true });
    const { exit, stdout, stderr } = box.run(["extract"]);
    expect(exit).toBe(0);
    expect(stdout + stderr).toContain("nothing to do");
  });
});

describe("a look before anything is sent", () => {
  test("--dry-run names every thread with its decision and writes nothing but the index", async () => {
    const box = person();
    const report = box.json(["extract", "--dry-run"]) as { candidates: Record<string, unknown>[] };
    expect(report).toMatchObject({ command: "extract", dry_run: true });
    const decisions = report.candidates.map(({ decision }) => decision);
    expect(decisions).toEqual(["claim", "claim", ...Array.from({ length: 6 }, () => "over_limit")]);
    for (const { estimated_tokens } of report.candidates) expect(estimated_tokens).toBeGreaterThan(1_000);
    expect(await table(box, "SELECT * FROM jobs")).toEqual([]);
    const alone = box.json(["extract", "--dry-run", "--thread", THREAD]) as { candidates: unknown[] };
    expect(alone.candidates).toMatchObject([{ thread_id: THREAD, decision: "claim" }]);
    const old = box.json(["extract", "--dry-run", "--now", "2027-01-01T00:00:00Z"]) as typeof report;
    expect(old.candidates[0]).toMatchObject({ decision: "too_old", estimated_tokens: null });
  });

  test("--show-input prints the exact texts that a request then carries, and needs no key", async () => {
    const box = person();
    const shown = box.run(["extract", "--thread", THREAD, "--show-input"]);
    expect(shown.exit).toBe(0);
    const asJson = box.json(["extract", "--thread", THREAD, "--show-input"]);
    const server = await serve(() => GOOD);
    await runBeside(box, ["extract", "--thread", THREAD], { OPENAI_BASE_URL: server.baseUrl });
    const [request] = server.requests;
    expect(shown.stdout).toBe(`--- system ---\n${request?.system}\n--- user ---\n${request?.user}`);
    expect(asJson).toMatchObject({ thread_id: THREAD, system: request?.system, user: request?.user });
    expect(request?.body.text).toMatchObject({ format: asJson.schema });
    // Also of a thread that is done.
    expect(box.run(["extract", "--thread", THREAD, "--show-input"]).stdout).toBe(shown.stdout);
    expect(box.run(["extract", "--show-input"]).exit).toBe(2);
  });
});

describe("a signal", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s gives leases back and ends with %i", async (signal, code) => {
    const server = await serve(() => ({ kind: "hang", after: "nothing" }));
    const box = person();
    const child = box.start(["extract", "--json"], { OPENAI_BASE_URL: server.baseUrl });
    await Promise.race([server.arrived(2), endOf(child)]);
    child.kill(signal);
    expect(await endOf(child)).toBe(code);
    const jobs = await table(box, "SELECT status, retry_at, retry_remaining, ownership_token FROM jobs");
    expect(jobs).toEqual(
      [1, 2].map(() => ({ status: "pending", retry_at: null, retry_remaining: 3, ownership_token: null })),
    );
    server.script(() => GOOD);
    const { exit } = await runBeside(box, ["extract"], { OPENAI_BASE_URL: server.baseUrl });
    expect(exit).toBe(0);
  });

  test("at any point of a run leaves no lease behind", async () => {
    const points = person();
    const log = join(points.dir, "points");
    points.run(["extract", "--offline"], { env: { MEMORIES_FAULT: `count:${log}` } });
    const passed = filesUnder(points.dir).points?.trim().split("\n").length ?? 0;
    expect(passed).toBeGreaterThan(8);
    for (let n = 1; n <= passed; n += 1) {
      const box = person();
      const { exit } = box.run(["extract", "--offline"], { env: { MEMORIES_FAULT: `term:${n}` } });
      expect([n, exit]).toEqual([n, 143]);
      expect(await table(box, "SELECT job_key FROM jobs WHERE status = 'running'")).toEqual([]);
      expect(box.run(["extract", "--offline", "--limit", "8"]).exit).toBe(0);
      expect(await table(box, "SELECT count(*) AS n FROM stage1_outputs")).toEqual([{ n: 7 }]);
    }
  });
});

test("a worker killed at any point loses nothing: its lease runs out and the session is done by the next", async () => {
  const points = person();
  const log = join(points.dir, "points");
  points.run(["extract", "--offline"], { env: { MEMORIES_FAULT: `count:${log}` } });
  const passed = filesUnder(points.dir).points?.trim().split("\n").length ?? 0;
  for (let n = 1; n <= passed; n += 1) {
    const box = person();
    box.run(["extract", "--offline"], { env: { MEMORIES_FAULT: `kill:${n}` } });
    const later = { env: { MEMORIES_NOW: "2026-11-23T14:00:00Z" } };
    expect(box.run(["extract", "--offline", "--limit", "8"], later).exit).toBe(0);
    const jobs = await table(box, "SELECT status, retry_remaining FROM jobs WHERE kind = 'memory_stage1'");
    expect([n, jobs.length, jobs.filter(({ status }) => status !== "done")]).toEqual([n, 8, []]);
    expect(await table(box, "SELECT count(*) AS n FROM stage1_outputs")).toEqual([{ n: 7 }]);
  }
});

/** What eight processes share. */
const SESSIONS = 500;

test("eight processes at once ask about each session exactly once", async () => {
  const box = person();
  rmSync(box.codexHome, { recursive: true });
  const now = Date.parse(box.env.MEMORIES_NOW ?? "") / 1_000;
  writeSessions(box.codexHome, SESSIONS, now);
  const counts = new Map<number, number>();
  const server = await serve((request) => {
    const n = sessionNumber(request);
    counts.set(n, (counts.get(n) ?? 0) + 1);
    return { ...GOOD, delayMs: 5 };
  });
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const reports = await Promise.all(
    Array.from({ length: 8 }, () =>
      runBeside(box, ["extract", "--json", "--limit", `${SESSIONS}`, "--concurrency", "3"], env),
    ),
  );
  const claimed = reports.map(({ stdout }) => JSON.parse(stdout).claimed as number);
  expect(reports.map(({ exit }) => exit)).toEqual(Array.from({ length: 8 }, () => 0));
  expect(claimed.reduce((sum, n) => sum + n, 0)).toBe(SESSIONS);
  expect([...counts.values()].filter((n) => n !== 1)).toEqual([]);
  expect(counts.size).toBe(SESSIONS);
});

test("eight processes that are killed at random, with clocks that differ, ask once per lease and lose nothing", async () => {
  const box = person();
  rmSync(box.codexHome, { recursive: true });
  const now = Date.parse(box.env.MEMORIES_NOW ?? "") / 1_000;
  writeSessions(box.codexHome, SESSIONS, now);
  const asked = new Map<number, number>();
  const server = await serve((request) => {
    const n = sessionNumber(request);
    asked.set(n, (asked.get(n) ?? 0) + 1);
    return { ...GOOD, delayMs: 10 };
  });
  const wave = (hour: number, faults: readonly (number | undefined)[]) =>
    Promise.all(
      faults.map((point, n) =>
        runBeside(box, ["extract", "--json", "--limit", `${SESSIONS}`, "--concurrency", "4"], {
          OPENAI_BASE_URL: server.baseUrl,
          MEMORIES_NOW: new Date((now + hour * 3_600 + n * 37) * 1_000).toISOString(),
          ...(point === undefined ? {} : { MEMORIES_FAULT: `kill:${point}` }),
        }),
      ),
    );
  // Indexed before, so that the kills fall into claims, requests and stores.
  await runBeside(box, ["extract", "--dry-run"]);
  const killed = await wave(0, [5, 7, 9, 12, 15, 19, 24, 30]);
  expect(killed.filter(({ exit }) => exit === "SIGKILL").length).toBeGreaterThan(4);
  const finished = await wave(2, [undefined, undefined]);
  expect(finished.map(({ exit }) => exit)).toEqual([0, 0]);
  const jobs = await table(box, "SELECT job_key, status, retry_remaining FROM jobs WHERE kind = 'memory_stage1'");
  expect(jobs.filter(({ status }) => status !== "done")).toEqual([]);
  expect(jobs.length).toBe(SESSIONS);
  const tooOften = jobs.filter(({ job_key, retry_remaining }) => {
    const leases = 1 + (3 - Number(retry_remaining));
    return (asked.get(Number(String(job_key).slice(-12))) ?? 0) > leases;
  });
  expect(tooOften).toEqual([]);
  expect(jobs.some(({ retry_remaining }) => retry_remaining === 2)).toBe(true);
});
