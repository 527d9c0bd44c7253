import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { filesUnder, MEMORY } from "../helpers/extract-world.ts";
import { type ModelServer, type Script, startModelServer } from "../helpers/model-server.ts";
import { runBeside } from "../helpers/run-beside.ts";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function person(): Sandbox {
  const made = sandbox();
  open.push({ close: () => made.dispose() });
  return made;
}

/** Both phases' models: one memory per session that names its transcript, then an agent that writes two files. */
const script: Script = (request) => {
  if (!Array.isArray(request.body.tools) || request.body.tools.length === 0) {
    const path = /rollout_path: (.*)/.exec(request.user)?.[1];
    return {
      kind: "answer",
      answer: { ...MEMORY, raw_memory: `${path}\nüber 1,5 Ä`, rollout_slug: `slug ${request.index}` },
    };
  }
  const asked = JSON.stringify(request.body.input ?? request.body.messages);
  if (asked.includes("function_call_output")) return { kind: "answer", answer: "The handbook is new." };
  const files = { "MEMORY.md": "# Task Group: all – everything\n", "memory_summary.md": "v1\n\n## User Profile\n" };
  return {
    kind: "answer",
    toolCalls: Object.entries(files).map(([path, content]) => ({ name: "write", input: { path, content } })),
  };
};

/** Everything that a run leaves, with the person's folder, tokens, ids of machines and times of files taken out. */
async function leftBehind(box: Sandbox): Promise<unknown> {
  const client = createClient({ url: `file:${join(box.home, "memories.db")}` });
  const table = async (sql: string, without: readonly string[]) => {
    const { rows, columns } = await client.execute(sql);
    return rows.map((row) => columns.filter((name) => !without.includes(name)).map((name) => [name, row[name]]));
  };
  const ofMachine = [
    "machine",
    "worker_id",
    "ownership_token",
    "rollout_inode",
    "rollout_mtime_ms",
    "indexed_at",
    "index_state",
  ];
  try {
    const left = {
      threads: await table("SELECT * FROM threads ORDER BY id", ofMachine),
      outputs: await table("SELECT * FROM stage1_outputs ORDER BY thread_id", []),
      jobs: await table("SELECT * FROM jobs ORDER BY kind, job_key", ofMachine),
      files: Object.entries(filesUnder(box.root)).filter(([path]) => !path.startsWith(".git/")),
    };
    return JSON.parse(JSON.stringify(left).replaceAll(box.dir, "<dir>"));
  } finally {
    client.close();
  }
}

test("recorded once, replayed anywhere: the same rows and files in other homes, time zones and languages", async () => {
  const server: ModelServer = await startModelServer(script);
  open.push(server);
  const recorder = person();
  const folder = join(recorder.dir, "recorded");
  const extract = ["extract", "--limit", "8", "--concurrency", "1", "--json"];
  const env = { OPENAI_BASE_URL: server.baseUrl };
  expect((await runBeside(recorder, [...extract, "--record", folder], env)).exit).toBe(0);
  const live = await runBeside(recorder, ["consolidate", "--record", folder, "--json"], env);
  expect([live.exit, JSON.parse(live.stdout).status]).toEqual([0, "succeeded"]);

  const recorded = filesUnder(folder);
  expect(Object.keys(recorded).length).toBe(10);
  expect(JSON.stringify(recorded)).not.toContain(recorder.dir);
  expect(JSON.stringify(recorded)).toContain("<codex-home>/sessions/");

  const expected = await leftBehind(recorder);
  const places = [
    { TZ: "UTC", LANG: "C", LC_ALL: "C" },
    { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
  ];
  for (const place of places) {
    const box = person();
    const replayed = await runBeside(box, [...extract, "--model", `replay:${folder}`], place);
    expect([replayed.exit, replayed.stderr.includes("no recorded answer")]).toEqual([0, false]);
    const again = await runBeside(box, ["consolidate", "--agent", `replay:${folder}`, "--json"], place);
    expect([again.exit, JSON.parse(again.stdout).status]).toEqual([0, "succeeded"]);
    expect(await leftBehind(box)).toEqual(expected);
  }
});
