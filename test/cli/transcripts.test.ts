/** The ways between commands, as a person reads them: each command line, what it prints, how it ends. */
import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { MEMORY } from "../helpers/extract-world.ts";
import { type ModelServer, type Reply, type Script, startModelServer } from "../helpers/model-server.ts";
import { runBeside } from "../helpers/run-beside.ts";
import { onTerminal } from "../helpers/terminal.ts";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function person(): Sandbox {
  const made = sandbox({ program: [binary()], env: { NO_COLOR: "1" } });
  open.push({ close: () => made.dispose() });
  return made;
}

async function serve(script: Script): Promise<ModelServer> {
  const server = await startModelServer(script);
  open.push(server);
  return server;
}

const GOOD: Reply = { kind: "answer", answer: MEMORY, usage: { input: 1_500, cached: 500, output: 100 } };
/** It tells nothing of its models. */
const remembers: Script = ({ path }) => (/completions|responses/.test(path) ? GOOD : { kind: "status", status: 404 });
const chats: Script = () => ({
  kind: "answer",
  answer: "I have read the session and here is what I think of it, at length.",
});

test("trying by rules, then a model: what was done by rules, what it would take, the command that does it", async () => {
  const box = person();
  expect(box.run(["extract", "--offline", "-n", "6"]).stdout).toMatch(
    /^6 of 8 sessions done, \d remembered \(rules\)\. 2 wait: memories extract --offline -n 2\n$/,
  );
  box.run(["extract", "--offline"]);
  expect(box.run(["consolidate", "--offline"]).stdout).toMatch(
    /^7 memories → ~\/\.memories\/memories: memory_summary\.md \+\d+, MEMORY\.md \+\d+, 7 recaps · undo: memories undo\n$/,
  );
  const again = "with gpt-6-luna \\(~\\d+k tokens, ≈ \\$0\\.\\d+\\): memories extract --again offline\n";
  const env = { OPENAI_API_KEY: "k" };
  expect(box.run(["extract"], { env })).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(new RegExp(`^nothing new\\. 8 sessions were done by rules; ${again}$`)),
  });
  expect(box.run(["run"], { env })).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(new RegExp(`^nothing new\\.\n8 sessions were done by rules; ${again}$`)),
  });
  const server = await serve(remembers);
  const words = ["--model", "qwen3", "--api", "chat"];
  const typed = await runBeside(box, ["extract", ...words, "--again", "offline", "-n", "3"], {
    OPENAI_BASE_URL: server.baseUrl,
  });
  const host = server.baseUrl.slice("http://".length, -"/v1".length);
  expect(typed.stdout).toBe(
    `3 of 8 sessions done, 3 remembered (qwen3 at ${host}, 4800 tokens, $0). 5 wait: memories extract --model qwen3 --api chat --again offline -n 5\n`,
  );
  const last = await runBeside(box, ["extract", ...words, "--last", "8"], { OPENAI_BASE_URL: server.baseUrl });
  expect(last.stdout).toContain("5 sessions were done by rules; with qwen3 (~");
});

test("what a model has just done is not among what rules did", async () => {
  const box = person();
  box.run(["extract", "--offline"]);
  const server = await serve(remembers);
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const before = box.json(["extract", "--again", "offline", "--dry-run"]) as { estimate: { sessions: number } };
  expect(before.estimate.sessions).toBe(8);
  // The one in which rules found nothing is the only one that --last takes.
  const ran = await runBeside(box, ["extract", "--model", "qwen3", "--last", "8", "--json"], env);
  const report = JSON.parse(ran.stdout);
  expect([report.succeeded, report.waiting[0]]).toEqual([
    1,
    { ...report.waiting[0], reason: "done_by_rules", count: 7, model: "qwen3", cost: 0 },
  ]);
});

test("run --dry-run sums up both halves and today; an extract's own sum stands on stderr beside rows in a pipe", () => {
  const box = person();
  expect(box.run(["run", "--dry-run"]).stdout).toMatch(
    new RegExp(
      "^extract {6}8 sessions, \\d+k tokens in, ~4k out {4}gpt-6-luna at api\\.openai\\.com {3}≈ \\$0\\.\\d+\n" +
        ' {13}largest: \\d+k "[^"]+" \\(\\S+\\)\n' +
        "consolidate {2}~8 memories, 12–40 steps, 10–32k tokens {4}gpt-6\\.1-terra at api\\.openai\\.com {3}≈ \\$0\\.\\d+–0\\.\\d+\n" +
        "today so far 0 tokens, \\$0\n$",
    ),
  );
  const dry = box.run(["extract", "--dry-run", "--offline"]);
  expect(
    dry.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t").length),
  ).toEqual(Array(8).fill(4));
  expect(dry.stderr).toStartWith("sum          8 sessions, 0 tokens in, ~0 out    rules   ≈ $0\n");
});

test("threads is a table that says what is not shown, and the command for all", async () => {
  const box = person();
  box.run(["extract", "--offline", "-n", "2"]);
  const { text } = await onTerminal(
    box,
    [binary(), "threads", "--min-rollout-idle-hours", "24"],
    {},
    { cols: 80, rows: 50 },
  );
  expect(text).toMatch(/^ID +AGE +STATE +PROJECT +SESSION\n/m);
  const sources = box.run(["threads", "--source", "cli", "--all", "--headers"]).stdout;
  expect(sources).toStartWith("thread_id\tupdated_at\tstate\tcwd\ttitle\tsource\n");
  const narrow = await onTerminal(box, [binary(), "threads", "--source", "exec"], {}, { cols: 100, rows: 50 });
  expect(narrow.exit).toBe(0);
});

test("a model that answers without JSON: who, how many, how its answer begins, and the command that looks at one", async () => {
  const box = person();
  const server = await serve(chats);
  const host = server.baseUrl.slice("http://".length, -"/v1".length);
  const words = ["extract", "--model", "qwen3", "--api", "chat", "--concurrency", "1"];
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const { exit, stderr, stdout } = await runBeside(box, [...words, "--context-window", "30000"], env);
  expect([exit, stdout]).toEqual([
    1,
    expect.stringContaining("8 wait for the set-up to be mended: memories extract --model qwen3 --api chat"),
  ]);
  expect(stderr).toContain(
    `memories: qwen3 at ${host} answered 3 of 3 sessions with text that holds no JSON ("I have read the session and here is what I think of it, at …")\n` +
      "  nothing is held against the sessions; look at one answer: memories extract --thread 01a203bf-26 --record DIR --model qwen3 --api chat",
  );
  const looked = await runBeside(
    box,
    ["extract", "--thread", "01a203bf-26", "--record", "answers", "--model", "qwen3", "--api", "chat"],
    env,
  );
  expect(looked.exit).toBe(1);
  expect(readdirSync(join(box.dir, "answers")).length).toBe(1);
});

test("--quiet: nothing on success, one line on failure, whatever failed", async () => {
  const box = person();
  const server = await serve(chats);
  const env = { OPENAI_BASE_URL: server.baseUrl };
  const quiet = async (...args: string[]) => {
    const { exit, stdout, stderr } = await runBeside(box, [...args, "--quiet"], env);
    return [exit, stdout, stderr.split("\n").length - 1];
  };
  const model = ["--model", "qwen3", "--concurrency", "1"];
  expect(await quiet("run", ...model)).toEqual([1, "", 1]);
  expect(await quiet("extract", ...model)).toEqual([1, "", 1]);
  server.script(() => ({ kind: "status", status: 401 }));
  expect(await quiet("run", ...model)).toEqual([1, "", 1]);
  server.script(({ index }) => (index % 2 === 0 ? { kind: "answer", answer: "no", refusal: true } : GOOD));
  expect(await quiet("extract", ...model)).toEqual([1, "", 1]);
  server.script(() => ({ kind: "status", status: 503, headers: { "retry-after-ms": "1" } }));
  expect(await quiet("extract", ...model, "--again", "all", "-n", "1")).toEqual([75, "", 1]);
  server.script(remembers);
  expect(await quiet("extract", ...model, "--again", "all", "--max-requests", "2")).toEqual([1, "", 1]);
  expect(await quiet("show", "nobody")).toEqual([2, "", 1]);
  expect(await quiet("run", "--offline")).toEqual([0, "", 0]);
  expect(await quiet("run", "--offline")).toEqual([0, "", 0]);
});

test("log shows each run in a line: when, which, how, what, tokens and money", async () => {
  const box = person();
  const server = await serve(remembers);
  await runBeside(box, ["extract", "--model", "qwen3", "-n", "3"], { OPENAI_BASE_URL: server.baseUrl });
  box.run(["consolidate", "--offline"]);
  const { text } = await onTerminal(box, [binary(), "log"], {}, { cols: 80, rows: 50 });
  expect(text).toMatch(
    /^12:00 {2}consolidate {2}ok {2}3 memories, \d+ changes, undo [0-9a-f]{8}\n12:00 {2}extract {6}ok {2}3 sessions, 3 remembered {2,}5k tokens {2}\$0\n$/,
  );
});

test("what waits is taken by the command that names it: same places, same rules, same model", () => {
  const box = person();
  const places = ["--home", "other home", "--codex-home", ".codex"];
  const first = box.run(["extract", "--offline", ...places, "-n", "3"]).stdout;
  const command = first.slice(first.indexOf("memories extract"), -1);
  expect(command).toBe("memories extract --home 'other home' --codex-home .codex --offline -n 5");
  box.run(["run", "--offline"]);
  box.run(["extract", "--offline", "--again", "all"]);
  const status = box.json(["run", "--offline"]) as { consolidate: { waiting: { command: string }[] } };
  for (const { command: next } of status.consolidate.waiting) expect(next).toContain("--offline");
});

test("--again of a model that made nothing says what there is to name", () => {
  const box = person();
  box.run(["extract", "--offline", "-n", "1"]);
  expect(box.run(["extract", "--offline", "--again", "ofline"])).toEqual({
    exit: 0,
    signal: null,
    stdout: "nothing to do\n",
    stderr: 'memories: warning: no session was last done by "ofline"; --again takes offline, outdated, all\n',
  });
});

test("jobs retry says where there is nothing to retry, and what would do a session again", () => {
  const box = person();
  box.run(["extract", "--offline", "-n", "1"]);
  expect(box.run(["jobs", "retry", "--all"])).toMatchObject({
    exit: 0,
    stdout: "",
    stderr: "no job failed or waits; memories extract --again all makes memories anew\n",
  });
  const { jobs } = box.json(["jobs"]) as { jobs: { job_key: string; worker_id: object }[] };
  const job = jobs.find(({ job_key }) => job_key !== "global");
  const id = job?.job_key ?? "";
  expect(job?.worker_id).toMatchObject({ host: expect.any(String), pid: expect.any(Number) });
  expect(box.run(["jobs", "retry", id]).stderr).toContain(`memories extract --thread ${id} --again all`);
});

test("edit opens a file of the folder, or the configuration, which is checked when the editor is left", () => {
  const box = person();
  box.run(["extract", "--offline", "-n", "2"]);
  box.run(["consolidate", "--offline"]);
  const adds = (line: string) => ({ env: { EDITOR: `sh -c 'echo "${line}" >> "$1"' sh` } });
  expect(box.run(["edit"], adds("mine"))).toMatchObject({ exit: 0, stdout: expect.stringContaining("\n+mine\n") });
  expect(JSON.parse(box.run(["edit", "--json"], adds("more")).stdout)).toMatchObject({ command: "edit", changes: 1 });
  const config = join(box.home, "memories.toml");
  expect(box.run(["edit", "memories.toml"], adds("[memories]"))).toMatchObject({ exit: 0, stdout: `${config}: ok\n` });
  const wrong = box.run(["edit", "memories.toml"], adds("limit = 0"));
  expect(wrong).toMatchObject({ exit: 2, stderr: expect.stringContaining(`${config}: memories.limit = 0`) });
  expect(box.run(["edit", "memories.toml"], { env: { EDITOR: `sed -i /limit/d` } }).exit).toBe(0);
  expect(box.run(["edit", "nofile.md"], adds("x")).exit).toBe(2);
});

test("nothing is lost by a pipe: lists in --format tsv have a header and say where each row comes from", () => {
  const box = person();
  const header = (...args: string[]) =>
    box
      .run([...args, "--format", "tsv"])
      .stdout.split("\n")[0]
      ?.split("\t");
  expect(header("threads")).toContain("source");
  expect(header("usage", "scan", ".codex/sessions")).toEqual(["source", "use", "by", "what", "count"]);
  expect(box.run(["usage", "classify", "cat memories/MEMORY.md", "--format", "tsv"]).stdout).toBe(
    "source\tkind\ncat memories/MEMORY.md\tmemory_md\n",
  );
  expect(box.run(["usage", "classify", "cat memories/MEMORY.md", "--format", "ndjson"]).stdout).toBe(
    '{"source":"cat memories/MEMORY.md","kind":"memory_md"}\n',
  );
  expect(box.run(["citations", "--format", "tsv"], { input: "" }).stdout).toStartWith("source\t");
});
