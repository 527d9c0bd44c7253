import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateText, jsonSchema, stepCountIs, tool } from "ai";
import { z } from "zod";
import { askForObject } from "../../../../lib/edge/model/ask-for-object.ts";
import { type OpenModel, type OpenModelOptions, openModel } from "../../../../lib/edge/model/open-model.ts";
import { inOrder, type ModelServer, type Script, startModelServer } from "../../../helpers/model-server.ts";
import { testModel } from "../../../helpers/test-model.ts";

const dir = mkdtempSync(join(tmpdir(), "memories-recording-"));
let folders = 0;
const newFolder = () => join(dir, `r${folders++}`);
let server: ModelServer;
afterEach(() => server.close());
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));

const SCHEMA = z.strictObject({ a: z.string() });
const ask = (model: OpenModel, user: string) =>
  askForObject(model, { system: "s", user, schema: SCHEMA, name: "thing", signal: new AbortController().signal });

async function recorder(script: Script, recordDir: string, options: Partial<OpenModelOptions> = {}) {
  server = await startModelServer(script);
  return testModel(server.baseUrl, { recordDir, ...options });
}

function replayer(from: string, options: Partial<OpenModelOptions> = {}) {
  return testModel("", { choice: { kind: "replay", dir: from, id: "gpt-5.4-mini" }, env: {}, ...options });
}

describe("a recording", () => {
  test("is private, readable, without ids, times, headers and credentials, and gives the answer back", async () => {
    const folder = newFolder();
    const env = { OPENAI_API_KEY: "plainkey-1234567" };
    server = await startModelServer(() => ({
      kind: "answer",
      answer: { a: `line one\nline two AKIA${"ABCDEFGHIJKLMNOP"}` },
      headers: { "x-request-id": "req_77" },
    }));
    const model = testModel(server.baseUrl, { recordDir: folder, env: { ...env, OPENAI_BASE_URL: server.baseUrl } });
    const live = await ask(model, "hello");
    const [name = ""] = readdirSync(folder);
    const text = readFileSync(join(folder, name), "utf8");
    expect(name).toMatch(/^[0-9a-f]{32}\.json$/);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    for (const gone of ["resp_", "msg_", "1790000", "req_77", "plainkey", "AKIA", "127.0.0.1"])
      expect(text).not.toContain(gone);
    expect(text).toContain('"line one"');
    expect(await ask(replayer(folder), "hello")).toEqual(live);
  });

  test("has the same bytes whoever records it, and holds in other homes", async () => {
    const at = (home: string) => ({ places: [{ name: "codex-home", path: home }] as const });
    const script: Script = (request) => ({ kind: "answer", answer: { a: `saw ${request.user}` } });
    const [one, two] = [newFolder(), newFolder()];
    await ask(await recorder(script, one, at("/home/ann/.codex")), "read /home/ann/.codex/a");
    await server.close();
    await ask(await recorder(script, two, at("/Users/bob/codex")), "read /Users/bob/codex/a");
    expect(readdirSync(one)).toEqual(readdirSync(two));
    const [name = ""] = readdirSync(one);
    expect(readFileSync(join(one, name), "utf8")).toBe(readFileSync(join(two, name), "utf8"));
    const replayed = await ask(replayer(one, at("/srv/x")), "read /srv/x/a");
    expect(replayed).toEqual({ kind: "object", value: { a: "saw read /srv/x/a" } });
  });

  test("of a request asked again has a number, and gives the answers in order", async () => {
    const folder = newFolder();
    const model = await recorder(
      inOrder({ kind: "answer", answer: { a: "1" } }, { kind: "answer", answer: { a: "2" } }),
      folder,
    );
    await ask(model, "same");
    await ask(model, "same");
    expect(
      readdirSync(folder)
        .toSorted()
        .map((name) => name.replace(/^[0-9a-f]+/, "")),
    ).toEqual([".2.json", ".json"]);
    const replay = replayer(folder);
    expect(await ask(replay, "same")).toMatchObject({ value: { a: "1" } });
    expect(await ask(replay, "same")).toMatchObject({ value: { a: "2" } });
    const third = await ask(replay, "same");
    expect(third.kind === "no_answer" && third.failure.message).toMatch(/3\. time/);
  });

  test("leaves out what failed", async () => {
    const folder = newFolder();
    const retried = { kind: "status", status: 500, headers: { "retry-after-ms": "1" } } as const;
    const model = await recorder(
      inOrder(retried, { kind: "answer", answer: { a: "1" } }, { kind: "status", status: 400 }),
      folder,
    );
    await ask(model, "cured by a retry");
    await ask(model, "refused");
    expect(readdirSync(folder).length).toBe(1);
    expect(await ask(replayer(folder), "cured by a retry")).toMatchObject({ kind: "object" });
  });

  test("counts its tokens when it is replayed", async () => {
    const folder = newFolder();
    const model = await recorder(() => ({ kind: "answer", answer: { a: "1" } }), folder);
    await ask(model, "x");
    const replay = replayer(folder);
    await ask(replay, "x");
    expect(replay.usage()).toEqual(model.usage());
  });

  test("that misses says which was nearest and what differs", async () => {
    const folder = newFolder();
    await ask(await recorder(() => ({ kind: "answer", answer: { a: "1" } }), folder), "the old question");
    const miss = await ask(replayer(folder), "the new question");
    expect(miss).toMatchObject({ kind: "no_answer" });
    const message = miss.kind === "no_answer" ? miss.failure.message : "";
    expect(message).toMatch(/^no recorded answer for request [0-9a-f]{32}/);
    expect(message).toContain(readdirSync(folder)[0] ?? "?");
    expect(message).toContain("the old question");
    expect(message).toContain("the new question");
  });
});

describe("a folder", () => {
  test("that is not there cannot be replayed from, and a file that is no recording is named", async () => {
    server = await startModelServer(() => ({ kind: "status", status: 500 }));
    expect(() => replayer(newFolder())).toThrow("cannot replay from");
    const folder = newFolder();
    await ask(await recorder(() => ({ kind: "answer", answer: { a: "1" } }), folder), "x");
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name), "{}");
    const answer = await ask(replayer(folder), "x");
    expect(answer.kind === "no_answer" && answer.failure.message).toContain("is not a recorded exchange");
  });

  test("that cannot be written is refused before anything is asked", async () => {
    server = await startModelServer(() => ({ kind: "answer", answer: { a: "1" } }));
    const file = join(dir, "a-file");
    writeFileSync(file, "");
    expect(() => testModel(server.baseUrl, { recordDir: join(file, "sub") })).toThrow("cannot record into");
    mkdirSync(join(dir, "fine"), { recursive: true });
    expect(() => testModel(server.baseUrl, { recordDir: join(dir, "fine") })).not.toThrow();
    expect(readdirSync(join(dir, "fine"))).toEqual([]);
  });
});

test("a loop with tools is recorded and replayed step by step, though the live one used other ids", async () => {
  const folder = newFolder();
  const staging = { name: "root", path: "/h/staging/run-1" } as const;
  const script = inOrder(
    { kind: "answer", toolCalls: [{ name: "read", input: { path: "/h/staging/run-1/a.md" } }] },
    { kind: "answer", answer: "done" },
  );
  const loop = (model: OpenModel, root: string) =>
    generateText({
      model: model.languageModel,
      system: `work in ${root}`,
      prompt: "go",
      stopWhen: stepCountIs(5),
      tools: {
        read: tool({
          inputSchema: jsonSchema<{ path: string }>({ type: "object", properties: { path: { type: "string" } } }),
          execute: ({ path }) => `text of ${path}`,
        }),
      },
    });
  const live = await loop(await recorder(script, folder, { places: [staging] }), staging.path);
  expect(server.requests[1]?.body.input).toContainEqual(
    expect.objectContaining({ type: "function_call_output", output: "text of /h/staging/run-1/a.md" }),
  );
  expect(readdirSync(folder).length).toBe(2);
  const replay = replayer(folder, { places: [{ name: "root", path: "/h/staging/run-2" }] });
  const again = await loop(replay, "/h/staging/run-2");
  expect(again.text).toBe(live.text);
  expect(again.steps[0]?.toolCalls[0]?.input).toEqual({ path: "/h/staging/run-2/a.md" });
});

test("opening a live model checks key and name before anything is sent", async () => {
  server = await startModelServer(() => ({ kind: "status", status: 500 }));
  const options = {
    effort: "low",
    api: "responses",
    timeoutSeconds: 1,
    plainHttp: "refuse",
    places: [],
    attest: async () => undefined,
  } as const;
  const open = (env: Record<string, string>, named: boolean) =>
    openModel({
      ...options,
      choice: { kind: "live", id: "m", named },
      env,
      warn: () => {},
      monotonicMs: () => 0,
    });
  expect(() => open({}, true)).toThrow("OPENAI_API_KEY");
  expect(() => open({ OPENAI_BASE_URL: "https://x.example/v1", OPENAI_API_KEY: "k" }, false)).toThrow(
    "no model is named",
  );
  expect(() => open({ OPENAI_BASE_URL: server.baseUrl }, false)).not.toThrow();
  expect(server.requests.length).toBe(0);
});
