import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runToolAgent } from "../../../lib/edge/agent/tool-agent.ts";
import { explainFailure } from "../../../lib/edge/model/explain-failure.ts";
import type { OpenModel } from "../../../lib/edge/model/open-model.ts";
import { inOrder, type ModelServer, type Script, startModelServer } from "../../helpers/model-server.ts";
import { testModel } from "../../helpers/test-model.ts";
import { memoryCopy, scratchFolder } from "./memory-copy.ts";
import { WIDE_LIMITS } from "./run-script.ts";

const servers: ModelServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});
async function serve(script: Script): Promise<ModelServer> {
  const server = await startModelServer(script);
  servers.push(server);
  return server;
}

const KEY = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
/** Reads the diff, tries to leave, writes both files, and says that it is done. */
const work = () =>
  inOrder(
    {
      kind: "answer",
      toolCalls: [
        { name: "read", input: { path: "phase2_workspace_diff.md" } },
        { name: "read", input: { path: "../secret" } },
      ],
    },
    {
      kind: "answer",
      toolCalls: [
        { name: "write", input: { path: "MEMORY.md", content: `# Task Group: a\n\nkey ${KEY}\n` } },
        { name: "edit", input: { path: "memory_summary.md", old_text: "v1\n", new_text: "v1\n\n## User Profile\n" } },
      ],
    },
    { kind: "answer", answer: "Both files are up to date." },
  );

function ask(model: OpenModel, root: string, limits = WIDE_LIMITS) {
  return runToolAgent({
    model: model.languageModel,
    root,
    system: `You work in ${root}.`,
    task: "begin",
    limits,
    maxRetries: 0,
    signal: new AbortController().signal,
    verify: async () => [],
    explain: explainFailure,
  });
}
const textIn = (root: string, path: string) => readFileSync(join(root, path), "utf8");

for (const api of ["responses", "chat"] as const) {
  test(`the agent works over HTTP (${api}), and each request is complete in itself`, async () => {
    const server = await serve(work());
    const root = memoryCopy();
    const model = testModel(server.baseUrl, { api, effort: "medium" });
    const run = await ask(model, root);
    expect(run).toMatchObject({ end: { kind: "finished", findings: [] }, steps: 3, refusedCalls: 1, repairRounds: 0 });
    expect(textIn(root, "MEMORY.md")).toBe("# Task Group: a\n\nkey [REDACTED_SECRET]\n");
    expect(textIn(root, "memory_summary.md")).toBe("v1\n\n## User Profile\n");
    expect(model.redacted()).toBe(1);
    expect(server.requests).toHaveLength(3);
    for (const { body, system } of server.requests) {
      expect(system).toBe(`You work in ${root}.`);
      expect(body.store).toBe(false);
      expect(JSON.stringify(body.tools)).toContain('"additionalProperties":false');
    }
    const last = JSON.stringify(server.requests[2]?.body);
    expect(last).toContain("# Memory Workspace Diff");
    expect(last).toContain("a path cannot hold `..`");
    expect(last).not.toContain("item_reference");
    expect(last).not.toContain(KEY);
  });
}

test("a recording answers in another copy, and the same files come out", async () => {
  const server = await serve(work());
  const dir = scratchFolder();
  const first = memoryCopy();
  await ask(testModel(server.baseUrl, { recordDir: dir, places: [{ name: "root", path: first }] }), first);
  const second = memoryCopy();
  const replay = testModel("http://127.0.0.1:9/v1", {
    choice: { kind: "replay", dir, id: "gpt-5.4-mini" },
    places: [{ name: "root", path: second }],
  });
  const run = await ask(replay, second);
  expect(run).toMatchObject({ end: { kind: "finished", findings: [] }, steps: 3, refusedCalls: 1 });
  for (const path of ["MEMORY.md", "memory_summary.md"]) expect(textIn(second, path)).toBe(textIn(first, path));
  expect(server.requests).toHaveLength(3);
});

describe("whatever the endpoint does wrong is a failure of the run:", () => {
  const rows: [string, Script, RegExp][] = [
    ["400", () => ({ kind: "status", status: 400, body: { error: { message: "bad request" } } }), /400.*bad request/],
    ["401", () => ({ kind: "status", status: 401, body: { error: { message: "wrong key" } } }), /401/],
    ["404", () => ({ kind: "status", status: 404 }), /404/],
    ["429", () => ({ kind: "status", status: 429 }), /429/],
    ["500", () => ({ kind: "status", status: 500, body: "oops", type: "text/plain" }), /500/],
    ["a body that is no JSON", () => ({ kind: "raw", body: "<html>", type: "text/html" }), /./],
    ["an empty object", () => ({ kind: "raw", body: "{}" }), /./],
    ["a reset before the answer", () => ({ kind: "reset", after: "nothing" }), /./],
    ["a reset in the answer", () => ({ kind: "reset", after: "half the body" }), /./],
    ["a redirect", () => ({ kind: "redirect", to: "http://127.0.0.1:9/" }), /./],
    [
      "an answer cut at its limit",
      () => ({ kind: "answer", answer: "half", incomplete: "max_output_tokens" }),
      /length/,
    ],
    ["a filtered answer", () => ({ kind: "answer", answer: "", incomplete: "content_filter" }), /content-filter/],
  ];
  for (const [name, script, reason] of rows) {
    test(name, async () => {
      const server = await serve(script);
      const root = memoryCopy();
      const run = await ask(testModel(server.baseUrl), root);
      expect(run.end).toMatchObject({ kind: "failed", reason: expect.stringMatching(reason) });
    });
  }

  test("silence, until the wall time ends it", async () => {
    const server = await serve(() => ({ kind: "hang", after: "headers" }));
    const run = await ask(testModel(server.baseUrl), memoryCopy(), { ...WIDE_LIMITS, timeoutSeconds: 0.2 });
    expect(run.end).toEqual({ kind: "failed", reason: "the agent did not finish within 0.2 s" });
  });

  test("a failure after good steps keeps what they cost", async () => {
    const server = await serve(
      inOrder({ kind: "answer", toolCalls: [{ name: "list", input: {} }] }, { kind: "status", status: 400 }),
    );
    const run = await ask(testModel(server.baseUrl), memoryCopy());
    expect(run).toMatchObject({ end: { kind: "failed" }, steps: 1, usage: { input_tokens: 100, output_tokens: 30 } });
  });
});
