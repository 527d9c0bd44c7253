import { afterEach, describe, expect, test } from "bun:test";
import { z } from "zod";
import { classifyFailure } from "../../../lib/core/model/faults/classify-failure.ts";
import { askForObject } from "../../../lib/edge/model/ask-for-object.ts";
import type { OpenModel, OpenModelOptions } from "../../../lib/edge/model/open-model.ts";
import { inOrder, type ModelServer, type Reply, startModelServer } from "../../helpers/model-server.ts";
import { testModel } from "../../helpers/test-model.ts";

const SCHEMA = z.strictObject({ a: z.string(), b: z.string().nullable() });
const GOOD = { a: "x", b: null };
let server: ModelServer;
afterEach(() => server.close());

async function ask(model: OpenModel, signal = new AbortController().signal) {
  return askForObject(model, {
    system: "the system text",
    user: "the user text",
    schema: SCHEMA,
    name: "thing",
    signal,
  });
}

async function answerTo(reply: Reply, options: Partial<OpenModelOptions> = {}) {
  server = await startModelServer(() => reply);
  const model = testModel(server.baseUrl, options);
  const answer = await ask(model);
  const verdict = answer.kind === "no_answer" ? classifyFailure(answer.failure) : answer.kind;
  const text = answer.kind === "no_answer" ? answer.failure.message : answer.kind === "object" ? "" : answer.reason;
  return { answer, verdict, text, model };
}

describe.each(["responses", "chat"] as const)("over the %s API", (api) => {
  test("a good answer is the object, and everything asked for was asked for", async () => {
    const { answer, model } = await answerTo({ kind: "answer", answer: GOOD }, { api });
    expect(answer).toEqual({ kind: "object", value: GOOD });
    const [request] = server.requests;
    expect(server.requests.length).toBe(1);
    expect(request?.path).toBe(api === "chat" ? "/v1/chat/completions" : "/v1/responses");
    expect(request?.system).toBe("the system text");
    expect(request?.user).toBe("the user text");
    expect(request?.body.model).toBe("gpt-5.4-mini");
    expect(request?.body.store).toBe(false);
    const format = {
      strict: true,
      name: "thing",
      schema: { additionalProperties: false, required: ["a", "b"] },
    };
    expect(request?.body).toMatchObject(
      api === "chat"
        ? { response_format: { json_schema: format }, reasoning_effort: "low" }
        : { text: { format }, reasoning: { effort: "low" } },
    );
    expect(request?.headers.authorization).toBeUndefined();
    expect(model.usage()).toEqual({
      input_tokens: 100,
      cached_input_tokens: 20,
      output_tokens: 30,
      reasoning_tokens: 10,
      total_tokens: 130,
    });
  });

  const bad: [string, Reply, "bad_answer" | "no_json", number, RegExp][] = [
    ["no JSON", { kind: "answer", answer: "Sure! Here it is." }, "no_json", 1, /no JSON/],
    ["an empty text", { kind: "answer", answer: "" }, "no_json", 1, /empty/],
    ["no text at all", { kind: "answer" }, "no_json", 1, /empty/],
    ["a number", { kind: "answer", answer: 7 }, "no_json", 1, /breaks the schema/],
    ["a wrong type", { kind: "answer", answer: { a: 1, b: null } }, "bad_answer", 2, /breaks the schema/],
    ["a missing key", { kind: "answer", answer: { a: "x" } }, "bad_answer", 2, /breaks the schema/],
    ["an object that never ends", { kind: "answer", answer: 'Here: {"a":"x' }, "bad_answer", 2, /cut off/],
    ["a refusal", { kind: "answer", answer: "I can't.", refusal: true }, "bad_answer", 1, /refused: I can't/],
    [
      "a cut answer",
      { kind: "answer", answer: '{"a":"x', incomplete: "max_output_tokens" },
      "bad_answer",
      2,
      /cut off at its token limit/,
    ],
    [
      "a cut answer that happens to be whole",
      { kind: "answer", answer: GOOD, incomplete: "max_output_tokens" },
      "bad_answer",
      2,
      /cut off/,
    ],
    ["a filtered answer", { kind: "answer", answer: GOOD, incomplete: "content_filter" }, "bad_answer", 1, /refused/],
  ];
  test.each(bad)("%s is a bad answer, told apart, and its tokens count", async (_, reply, kind, asked, reason) => {
    const { verdict, text, model } = await answerTo(reply, { api });
    expect(verdict).toBe(kind);
    expect(text).toMatch(reason);
    expect(text).not.toContain("\n");
    expect(model.usage().total_tokens).toBe(130 * asked);
    expect(server.requests.length).toBe(asked);
    expect(model.repairs()).toEqual(asked === 2 ? { asked_again: 1 } : {});
  });

  test("an answer without a key is mended by the second, which is told what was wrong", async () => {
    server = await startModelServer(
      inOrder({ kind: "answer", answer: { a: "x" } }, { kind: "answer", answer: { a: "x", b: "y" } }),
    );
    const model = testModel(server.baseUrl, { api });
    expect(await ask(model)).toEqual({ kind: "object", value: { a: "x", b: "y" } });
    expect(server.requests[1]?.user).toContain("the user text");
    expect(server.requests[1]?.user).toMatch(/breaks the schema.*b/);
    expect(JSON.stringify(server.requests[1]?.body)).toContain(JSON.stringify('{"a":"x"}').slice(1, -1));
  });

  test("a stream that nobody asked for is put together", async () => {
    const { answer, model } = await answerTo(
      { kind: "answer", answer: { a: "ä".repeat(50), b: "y" }, stream: true },
      { api },
    );
    expect(answer).toEqual({ kind: "object", value: { a: "ä".repeat(50), b: "y" } });
    expect(model.usage().total_tokens).toBe(130);
  });

  test("a key too many is dropped", async () => {
    const { answer, model } = await answerTo({ kind: "answer", answer: { ...GOOD, c: 1 } }, { api });
    expect(answer).toEqual({ kind: "object", value: GOOD });
    expect(model.repairs()).toEqual({ extra_keys: 1 });
  });

  const refused: [string, Reply, string, number][] = [
    ["400", { kind: "status", status: 400 }, "alike", 1],
    ["401", { kind: "status", status: 401 }, "setup", 1],
    ["403", { kind: "status", status: 403 }, "setup", 1],
    ["404", { kind: "status", status: 404 }, "setup", 1],
    [
      "413 with a page",
      { kind: "status", status: 413, body: "<html>too large</html>", type: "text/html" },
      "failure",
      1,
    ],
    ["422", { kind: "status", status: 422 }, "alike", 1],
    ["429", { kind: "status", status: 429, headers: { "retry-after-ms": "1" } }, "suspect", 3],
    ["429 for long", { kind: "status", status: 429, headers: { "retry-after": "3600" } }, "suspect", 1],
    ["500", { kind: "status", status: 500, headers: { "retry-after-ms": "1" } }, "suspect", 3],
    ["503 without a body", { kind: "status", status: 503, body: "", headers: { "retry-after-ms": "1" } }, "suspect", 3],
    [
      "an exhausted quota",
      { kind: "status", status: 429, body: { error: { message: "no money", code: "insufficient_quota" } } },
      "outage",
      1,
    ],
    ["a redirect", { kind: "redirect", to: "/v2" }, "suspect", 1],
    ["JSON of another kind", { kind: "raw", body: '{"hello":1}', type: "application/json" }, "setup", 1],
    ["JSON null", { kind: "raw", body: "null", type: "application/json" }, "setup", 1],
  ];
  test.each(refused)("%s is judged as it should after %#", async (_, reply, expected, requests) => {
    const { verdict } = await answerTo(reply, { api });
    expect(verdict).toBe(expected as typeof verdict);
    expect(server.requests.length).toBe(requests);
  });
});

test("the server's words and Retry-After are passed on", async () => {
  const body = { error: { message: "slow down,\nplease", code: "rate_limit_exceeded" } };
  const { answer } = await answerTo({ kind: "status", status: 429, body, headers: { "retry-after": "120" } });
  expect(answer).toEqual({
    kind: "no_answer",
    failure: {
      message: "HTTP 429: slow down, please",
      status: 429,
      code: "rate_limit_exceeded",
      retryAfterSeconds: 120,
      transport: undefined,
    } as never,
  });
});

test("a failed try that is cured by the next one is no failure", async () => {
  server = await startModelServer(
    inOrder({ kind: "status", status: 500, headers: { "retry-after-ms": "1" } }, { kind: "answer", answer: GOOD }),
  );
  expect(await ask(testModel(server.baseUrl))).toEqual({ kind: "object", value: GOOD });
  expect(server.requests.length).toBe(2);
});

test("an error inside a 200 is judged by its code", async () => {
  const error = { message: "try later", type: "server_error", code: "server_error" };
  const { verdict } = await answerTo({ kind: "answer", extra: { error, status: "failed" } });
  expect(verdict).toBe("suspect");
});

test("a response that did not complete is a bad answer, whatever its text", async () => {
  const { text } = await answerTo({ kind: "answer", answer: GOOD, extra: { status: "in_progress" } });
  expect(text).toMatch(/incomplete.*other/);
});

test("an unknown model keeps its effort, and plain roles", async () => {
  const choice = { kind: "live", id: "my-local-model", named: true } as const;
  await answerTo({ kind: "answer", answer: GOOD }, { choice });
  const body = server.requests[0]?.body;
  expect(body?.reasoning).toEqual({ effort: "low" });
  expect(body?.input).toMatchObject([{ role: "system" }, { role: "user" }]);
});

test("a server that takes no effort is asked without it, from then on", async () => {
  const warnings: string[] = [];
  const refusal = { error: { message: "Unsupported parameter: 'reasoning.effort'", code: "unsupported_parameter" } };
  server = await startModelServer((request) =>
    request.body.reasoning === undefined
      ? { kind: "answer", answer: GOOD }
      : { kind: "status", status: 400, body: refusal },
  );
  const model = testModel(server.baseUrl, { warn: (message) => warnings.push(message) });
  expect((await ask(model)).kind).toBe("object");
  expect((await ask(model)).kind).toBe("object");
  expect(server.requests.map(({ body }) => body.reasoning !== undefined)).toEqual([true, false, false]);
  expect(warnings.length).toBe(1);
});

test("the key goes to the endpoint and into nothing else", async () => {
  const env = { OPENAI_API_KEY: "plainkey-1234567" };
  server = await startModelServer((request) => ({
    kind: "status",
    status: 401,
    body: { error: { message: `Incorrect API key provided: ${request.headers.authorization}` } },
  }));
  const answer = await ask(testModel(server.baseUrl, { env: { ...env, OPENAI_BASE_URL: server.baseUrl } }));
  expect(server.requests[0]?.headers.authorization).toBe("Bearer plainkey-1234567");
  expect(JSON.stringify(answer)).not.toContain("plainkey");
});

test("secrets in an answer are gone before anybody sees it, and the JSON stays JSON", async () => {
  const secret = `AKIA${"ABCDEFGHIJKLMNOP"}`;
  const { answer } = await answerTo({ kind: "answer", answer: { a: `key "${secret}" end`, b: null } });
  expect(answer).toEqual({ kind: "object", value: { a: 'key "[REDACTED_SECRET]" end', b: null } });
});
