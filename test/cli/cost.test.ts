/** What a person and their tools learn of costs: before, after, and in between. */
import { afterEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { MEMORY } from "../helpers/extract-world.ts";
import { type ModelServer, type Script, startModelServer } from "../helpers/model-server.ts";
import { readMetrics } from "../helpers/read-metrics.ts";
import { runBeside } from "../helpers/run-beside.ts";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function person(): Sandbox {
  const made = sandbox();
  mkdirSync(made.home, { recursive: true, mode: 0o700 });
  open.push({ close: () => made.dispose() });
  return made;
}

async function serve(script: Script): Promise<ModelServer> {
  const server = await startModelServer(script);
  open.push(server);
  return server;
}

const answer: Script = () => ({ kind: "answer", answer: MEMORY, usage: { input: 1_500, cached: 500, output: 100 } });

test("run --dry-run ends with a sum for both halves and for today, also where it is nothing", () => {
  const box = person();
  const { exit, stdout } = box.run(["run", "--dry-run"]);
  expect(exit).toBe(0);
  expect(stdout).toMatch(
    /^extract {6}\d+ sessions, \d+k tokens in, ~\d+k out {4}gpt-6-luna at api\.openai\.com {3}≈ \$0\.\d+\n/,
  );
  expect(stdout).toContain("             largest: ");
  // What the extraction is expected to add is counted.
  expect(stdout).toContain("consolidate  ~8 memories, 12–40 steps, 10–32k tokens");
  expect(stdout).toEndWith("today so far 0 tokens, $0\n");
  const none = box.run(["extract", "--dry-run", "--since", "2026-11-23", "--json"]);
  expect(JSON.parse(none.stdout).estimate).toMatchObject({ sessions: 0, input_tokens: 0, cost: 0, largest: null });
  expect(box.json(["consolidate", "--dry-run"]).estimate).toMatchObject({ memories: 0, tokens: [0, 0] });
});

test("extract asks before it spends more than confirm_tokens, and names the three ways on", () => {
  const box = person();
  writeFileSync(join(box.home, "memories.toml"), "[memories]\nconfirm_tokens = 1000\n");
  const refused = box.run(["extract"], { env: { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "http://127.0.0.1:9/v1" } });
  expect(refused.exit).toBe(2);
  for (const way of ["--limit", "--max-tokens", "--yes"]) expect(refused.stderr).toContain(way);
});

test("run stops claiming at confirm_tokens, ends with 0 and says what waits", async () => {
  const box = person();
  const server = await serve(answer);
  writeFileSync(join(box.home, "memories.toml"), "[memories]\nconfirm_tokens = 1000\nconcurrency = 1\n");
  const ran = await runBeside(box, ["run", "--agent", "offline", "--json"], { OPENAI_BASE_URL: server.baseUrl });
  const report = JSON.parse(ran.stdout);
  expect([ran.exit, report.extract.claimed, server.requests.length]).toEqual([0, 1, 1]);
  expect(report.extract.waiting[0]).toMatchObject({ reason: "unconfirmed", count: 7 });
});

test("the day's budget is no failure of run, and one of extract", async () => {
  const box = person();
  const server = await serve(answer);
  writeFileSync(join(box.home, "memories.toml"), "[memories]\nconcurrency = 1\n[budget]\nday_tokens = 2000\n");
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const ran = await runBeside(box, ["run", "--agent", "offline", "--json"], env);
  expect([ran.exit, JSON.parse(ran.stdout).status]).toEqual([0, "budget"]);
  const typed = await runBeside(box, ["extract"], env);
  expect([typed.exit, typed.stdout]).toEqual([
    1,
    expect.stringContaining("wait until 2026-11-24T00:00:00+00:00, since the budget is spent: memories extract -n "),
  ]);
  const status = box.json(["status"]);
  expect(status.today).toMatchObject({ tokens: 3_200, requests: 2, day_tokens: 2_000 });
});

test("cost, log and metrics tell of the same requests, failed ones too", async () => {
  const box = person();
  const server = await serve(({ index }) =>
    index === 0
      ? { kind: "status", status: 400 }
      : { kind: "answer", answer: MEMORY, usage: { input: 1_500, cached: 500, output: 100 } },
  );
  const metrics = join(box.dir, "memories.prom");
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const words = ["extract", "--limit", "4", "--concurrency", "1", "--metrics-file", metrics, "--json"];
  const ran = await runBeside(box, words, env);
  expect(JSON.parse(ran.stdout)).toMatchObject({ status: "partial", model: "gpt-6-luna", cost: 0 });

  const costs = box.json(["cost", "--by", "session"]) as { rows: object[]; total: object };
  expect(costs.total).toMatchObject({ requests: 4, failed: 1, input_tokens: 4_500, output_tokens: 300, cost: 0 });
  expect(costs.rows.length).toBe(4);
  const tsv = box.run(["cost", "--by", "phase", "--format", "tsv"]).stdout.split("\n");
  expect(tsv[0]).toBe("phase\trequests\tfailed\tinput_tokens\tcached_input_tokens\toutput_tokens\tcost\tshare");
  expect(tsv[1]).toStartWith("extract\t4\t1\t4500\t1500\t300\t0\t");
  expect(box.json(["cost", "--since", "2026-11-24"])).toMatchObject({ rows: [] });

  const log = box.json(["log"]) as { runs: object[] };
  expect(log.runs).toMatchObject([
    {
      command: "extract",
      status: "partial",
      sessions: 4,
      remembered: 3,
      requests: 4,
      tokens: 4_800,
      model: "gpt-6-luna",
    },
  ]);

  const read = readMetrics(readFileSync(metrics, "utf8"));
  const value = (name: string, labels: Record<string, string> = {}) =>
    read
      .find((metric) => metric.name === name)
      ?.metrics.find((sample) => Object.entries(labels).every(([key, text]) => sample.labels?.[key] === text))?.value;
  expect(value("memories_runs_total", { command: "extract", status: "partial" })).toBe("1");
  expect(value("memories_model_requests_total", { outcome: "http_400" })).toBe("1");
  expect(value("memories_model_requests_total", { outcome: "ok" })).toBe("3");
  expect(value("memories_model_tokens_total", { kind: "input" })).toBe("4500");
  expect(value("memories_sessions", { outcome: "done" })).toBe("3");
  expect(Number(value("memories_sessions_waiting"))).toBeGreaterThan(0);
  expect(Number(value("memories_oldest_waiting_seconds"))).toBeGreaterThan(3_600);
  expect(statSync(metrics).mode & 0o777).toBe(0o644);
});

test("a consolidation that goes round in circles is ended, and stands in the log with its tokens", async () => {
  const box = person();
  expect(box.run(["extract", "--offline"]).exit).toBe(0);
  const server = await serve(() => ({ kind: "answer", toolCalls: [{ name: "list", input: { path: "" } }] }));
  const ran = await runBeside(box, ["consolidate", "--json"], { OPENAI_BASE_URL: server.baseUrl });
  const report = JSON.parse(ran.stdout);
  expect([ran.exit, report.status, server.requests.length]).toEqual([1, "failed_agent", 8]);
  expect(report.error).toContain("goes round in circles: the same call with the same result 8 times");
  const [run] = (box.json(["log"]) as { runs: Record<string, unknown>[] }).runs;
  expect(run).toMatchObject({ command: "consolidate", status: "failed_agent", requests: 8, tokens: 8 * 130 });
});

test("refused calls in a row end the agent too", async () => {
  const box = person();
  expect(box.run(["extract", "--offline"]).exit).toBe(0);
  const server = await serve(({ index }) => ({
    kind: "answer",
    toolCalls: [{ name: "read", input: { path: `nowhere/${index}.md` } }],
  }));
  const ran = await runBeside(box, ["consolidate", "--json"], { OPENAI_BASE_URL: server.baseUrl });
  expect([JSON.parse(ran.stdout).error, server.requests.length]).toEqual([
    expect.stringContaining("12 refused calls in a row"),
    12,
  ]);
});

test("a consolidation whose budget is spent gives its job back and can go on", async () => {
  const box = person();
  expect(box.run(["extract", "--offline"]).exit).toBe(0);
  const server = await serve(({ index }) => ({
    kind: "answer",
    toolCalls: [{ name: "read", input: { path: `x${index}` } }],
  }));
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const ran = await runBeside(box, ["consolidate", "--max-requests", "3", "--json"], env);
  expect([ran.exit, JSON.parse(ran.stdout).status, server.requests.length]).toEqual([1, "budget", 3]);
  expect(box.run(["consolidate", "--offline"])).toMatchObject({ exit: 0 });
});

test("the service tier is sent where it is set, consolidation's own where no other is", async () => {
  const box = person();
  const server = await serve(({ body }) =>
    Array.isArray(body.tools) ? { kind: "status", status: 400 } : { kind: "answer", answer: MEMORY },
  );
  mkdirSync(box.codexHome, { recursive: true });
  writeFileSync(join(box.home, "memories.toml"), '[memories]\nconsolidation_service_tier = "flex"\n');
  const env = { OPENAI_BASE_URL: server.baseUrl };
  await runBeside(box, ["extract", "--limit", "1"], env);
  await runBeside(box, ["consolidate"], env);
  await runBeside(box, ["extract", "--limit", "1", "--service-tier", "anything"], env);
  const tiers = server.requests.map(({ body }) => body.service_tier);
  expect([tiers[0], tiers[1], tiers.at(-1)]).toEqual([undefined, "flex", "anything"]);
});

test("the key comes from the environment, else from a file of one's own, else from a program without a shell", async () => {
  const box = person();
  const server = await serve(answer);
  const file = join(box.home, "key");
  writeFileSync(file, "sk-file-0123456789\n", { mode: 0o600 });
  const config = (text: string) => writeFileSync(join(box.home, "memories.toml"), `[memories]\n${text}\n`);
  const keyOf = async (env: Record<string, string> = {}) => {
    const { exit, stderr } = await runBeside(box, ["extract", "--limit", "1"], {
      OPENAI_BASE_URL: server.baseUrl,
      ...env,
    });
    expect([exit, stderr.includes("sk-")]).toEqual([0, false]);
    return server.requests.at(-1)?.headers.authorization;
  };
  config('api_key_file = "key"\napi_key_command = ["/bin/false"]');
  expect(await keyOf()).toBe("Bearer sk-file-0123456789");
  expect(await keyOf({ OPENAI_API_KEY: "sk-env-0123456789" })).toBe("Bearer sk-env-0123456789");
  config('api_key_command = ["/bin/echo", "sk-$HOME-;x"]');
  expect(await keyOf()).toBe("Bearer sk-$HOME-;x");

  const asked = server.requests.length;
  const refused = async (why: string) => {
    const { exit, stderr } = await runBeside(box, ["extract", "--limit", "1"], { OPENAI_BASE_URL: server.baseUrl });
    expect([exit, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(stderr).not.toContain("sk-file");
  };
  config('api_key_file = "key"');
  chmodSync(file, 0o640);
  await refused("others can read it (mode 640)");
  chmodSync(file, 0o600);
  writeFileSync(file, "two words\n");
  await refused("it does not hold one line with a key");
  config('api_key_file = "gone"');
  await refused("it does not exist");
  spawnSync("mkfifo", ["-m", "600", join(box.home, "pipe")]);
  config('api_key_file = "pipe"');
  await refused("it is a pipe");
  config('api_key_command = ["/bin/sh", "-c", "echo sk-file; exit 3"]');
  await refused("it ended with exit code 3");
  config('api_key_command = ["/no/such/program"]');
  await refused("it cannot be started");
  expect(server.requests.length).toBe(asked);
});

test("a session of a local provider is not sent elsewhere unless it is allowed; on this machine it may be read", async () => {
  const box = person();
  const path = join(
    box.codexHome,
    "sessions/2026/11/22/rollout-2026-11-22T14-53-07-01a203bf-20d8-7780-be10-d1b48264a27c.jsonl",
  );
  writeFileSync(path, readFileSync(path, "utf8").replace('"model_provider":"openai"', '"model_provider":"LM_Studio"'));
  const decision = (env: Record<string, string>, ...more: string[]) => {
    const { stdout } = box.run(["extract", "--dry-run", "--json", ...more], { env });
    const { candidates } = JSON.parse(stdout) as { candidates: { thread_id: string; decision: string }[] };
    return candidates.find(({ thread_id }) => thread_id.endsWith("d1b48264a27c"))?.decision;
  };
  const far = { OPENAI_BASE_URL: "https://models.example/v1" };
  expect(decision(far, "--model", "m")).toBe("provider_not_allowed");
  expect(decision({})).toBe("provider_not_allowed");
  expect(decision({ ...far, MEMORIES_LOCAL_PROVIDERS_ALLOWED: "lm-studio" }, "--model", "m")).toBe("claim");
  expect(decision({ OPENAI_BASE_URL: "http://[::1]:1234/v1" })).toBe("claim");
  expect(decision(far, "--offline")).toBe("claim");
});

test("a metrics file in a folder that is gone is refused before anything is spent", async () => {
  const box = person();
  const server = await serve(answer);
  const words = ["extract", "--limit", "1", "--metrics-file", join(box.dir, "gone", "m.prom")];
  const refused = await runBeside(box, words, { OPENAI_BASE_URL: server.baseUrl });
  expect([refused.exit, server.requests.length]).toEqual([2, 0]);
  expect(refused.stderr).toContain("gone");
});

test.each([
  ['[prices]\n"m" = { input = -1, output = 2 }', 'prices."m".input = -1 is not'],
  ['[prices]\n"m" = { input = 1 }', 'prices."m".output is missing'],
  ['[prices]\n"m" = { input = "1", output = 2 }', 'prices."m".input = "1" is not'],
  ['[prices]\n"m" = { input = 1, output = 2, ouput = 3 }', 'unknown key prices."m".ouput'],
  ['[prices]\n"m" = 3', 'prices."m" = 3 is not'],
  ["prices = 3", "prices = 3 is not"],
  ["[budget]\nday_token = 3", "unknown key budget.day_token = 3"],
  ["budget = 3", "budget = 3 is not a table"],
  ["[bugdet]\nday_tokens = 3", "unknown table or key: bugdet"],
])("%j in memories.toml is refused, naming the place", (text, said) => {
  const box = person();
  writeFileSync(join(box.home, "memories.toml"), `${text}\n`);
  const { exit, stderr } = box.run(["status"]);
  expect([exit, stderr]).toEqual([2, expect.stringContaining(said)]);
});

test("prices of one's own win, and a model without one counts tokens and says so", () => {
  const box = person();
  const far = { OPENAI_BASE_URL: "https://models.example/v1" };
  const estimate = () =>
    JSON.parse(box.run(["extract", "--dry-run", "--json", "--model", "my-model-3"], { env: far }).stdout).estimate;
  expect(estimate()).toMatchObject({ model: "my-model-3", host: "models.example", cost: null });
  expect(box.run(["run", "--dry-run", "--model", "my-model-3"], { env: far }).stdout).toContain(
    "no price known: [prices]",
  );
  writeFileSync(join(box.home, "memories.toml"), '[prices]\n"my-" = { input = 1000000, output = 0 }\n');
  const priced = estimate();
  expect(priced.cost).toBe(priced.input_tokens);
});
