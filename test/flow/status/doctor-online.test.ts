import { afterEach, describe, expect, test } from "bun:test";
import { doctor } from "../../../lib/flow/status/doctor.ts";
import { type ModelServer, type Reply, type Script, startModelServer } from "../../helpers/model-server.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let server: ModelServer;
let world: TestWorld;
afterEach(async () => {
  await server.close();
  world.dispose();
});

const EMPTY = { rollout_summary: "", rollout_slug: null, raw_memory: "" };
/** A server with which nothing is wrong. */
const good: Script = ({ body, path }): Reply => {
  if (path === "/v1/models") {
    return { kind: "raw", body: '{"data":[{"id":"qwen3","max_model_len":32768}]}', type: "application/json" };
  }
  return body.tools === undefined
    ? { kind: "answer", answer: EMPTY }
    : { kind: "answer", toolCalls: [{ name: "ready", input: {} }] };
};
const refuse = (status: number, message: string): Reply => ({ kind: "status", status, body: { error: { message } } });

async function checks(api: "responses" | "chat", script: Script) {
  server = await startModelServer(script);
  world = testWorld({ env: { PATH: process.env.PATH, OPENAI_BASE_URL: server.baseUrl }, settings: { api } });
  const report = await doctor(world, { warnings: [], online: "ask", model: "qwen3" });
  const named = new Map(report.checks.map((check) => [check.name, check]));
  return { ok: report.ok, extraction: named.get("extraction"), agent: named.get("agent") };
}

describe.each(["responses", "chat"] as const)("doctor --online over the %s API", (api) => {
  test("finds a right set-up right, with form and window", async () => {
    const { extraction, agent } = await checks(api, good);
    expect(extraction).toMatchObject({ status: "ok" });
    expect(extraction?.detail).toMatch(/qwen3 at http:\/\/127.*answers as json_schema, takes 32768 tokens/);
    expect(agent).toMatchObject({ status: "ok" });
  });

  test("names the models that are there", async () => {
    const { ok, extraction } = await checks(api, (request) =>
      request.path === "/v1/models" ? good(request) : refuse(404, "model 'qwen9' not found"),
    );
    expect(ok).toBe(false);
    expect(extraction).toMatchObject({ status: "failed" });
    expect(extraction?.hint).toMatch(/--model: qwen3$/);
  });

  test("says that a key is refused", async () => {
    const { extraction, agent } = await checks(api, () => refuse(401, "no"));
    expect([extraction?.status, agent?.status]).toEqual(["failed", "failed"]);
    expect(extraction?.hint).toContain("OPENAI_API_KEY");
  });

  test("names the other API where the path is not there", async () => {
    const { extraction } = await checks(api, () => refuse(404, "page not found"));
    expect(extraction?.hint).toMatch(api === "responses" ? /--api chat/ : /OPENAI_BASE_URL/);
  });

  test.each([
    ["refuses them", refuse(400, "qwen3 does not support tools")],
    ["answers with words", { kind: "answer", answer: "I am ready." } satisfies Reply],
  ] as const)("names --agent offline for a model without tools, which %s", async (_, reply) => {
    const { extraction, agent } = await checks(api, async (request) =>
      request.body.tools === undefined ? good(request) : reply,
    );
    expect(extraction?.status).toBe("ok");
    expect(agent).toMatchObject({ status: "failed" });
    expect(agent?.hint).toContain("--agent offline");
  });

  test("tells what it had to repair", async () => {
    const { extraction } = await checks(api, (request) =>
      request.body.tools === undefined && request.path.endsWith(api === "chat" ? "completions" : "responses")
        ? { kind: "answer", answer: `\`\`\`json\n${JSON.stringify(EMPTY)}\n\`\`\`` }
        : good(request),
    );
    expect(extraction?.detail).toContain("repaired: fence");
  });
});
