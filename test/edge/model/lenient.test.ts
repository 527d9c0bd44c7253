import { afterEach, describe, expect, test } from "bun:test";
import { z } from "zod";
import type { Repair } from "../../../lib/core/model/lenient/read-json-answer.ts";
import { askForObject } from "../../../lib/edge/model/ask-for-object.ts";
import type { OpenModel } from "../../../lib/edge/model/open-model.ts";
import { type ModelServer, type Reply, type SeenRequest, startModelServer } from "../../helpers/model-server.ts";
import { renderAnswer, renderEvents } from "../../helpers/model-wire.ts";
import { testModel } from "../../helpers/test-model.ts";

const SCHEMA = z.strictObject({ a: z.string(), b: z.string().nullable() });
const GOOD = { a: "the {braces} and ```fences``` inside", b: null };
let server: ModelServer;
afterEach(() => server.close());

const ask = (model: OpenModel) =>
  askForObject(model, {
    system: "the system text",
    user: "the user text",
    schema: SCHEMA,
    name: "thing",
    signal: new AbortController().signal,
  });

type Api = "responses" | "chat";
const said =
  (answer: string): (() => Reply) =>
  () => ({ kind: "answer", answer });
const json = (value: unknown): Reply => ({ kind: "raw", body: JSON.stringify(value), type: "application/json" });
const text = JSON.stringify(GOOD);
const pretty = JSON.stringify(GOOD, null, 2);

/** What servers and models are known to send, by where it was seen. */
const quirks: [where: string, reply: (api: Api) => Reply, repairs: Partial<Record<Repair, number>>][] = [
  ["any: pretty-printed", said(pretty), {}],
  ["LM Studio, Ollama: a code fence", said(`\`\`\`json\n${pretty}\n\`\`\``), { fence: 1 }],
  ["a fence without a language", said(`\`\`\`\n${text}\n\`\`\`\n`), { fence: 1 }],
  ["a fence with words around it", said(`Here you are:\n\n\`\`\`json\n${text}\n\`\`\`\nBye.`), { fence: 1 }],
  ["Ollama, llama.cpp: thoughts in tags", said(`<think>\nMaybe {"a": 1}?\n</think>\n\n${text}`), { thinking: 1 }],
  ["vLLM: thoughts whose opening tag is in the prompt", said(`so {"a":…}\n</think>${text}`), { thinking: 1 }],
  ["thoughts and a fence", said(`<think>hm</think>\n\`\`\`json\n${text}\n\`\`\``), { thinking: 1, fence: 1 }],
  [
    "harmony channels left in",
    said(`<|channel|>analysis<|message|>hm<|end|><|channel|>final<|message|>${text}`),
    { thinking: 1 },
  ],
  ["prose before and behind", said(`Sure! Here is it: ${pretty} I hope {this} helps.`), { prose: 1 }],
  ["prose with braces before it", said(`In {short}, {"x": 1} and: ${text}`), { prose: 1 }],
  ["keys that nobody asked for", said(JSON.stringify({ ...GOOD, title: "T", c: { a: 1 } })), { extra_keys: 1 }],
  ["a byte order mark", said(`\uFEFF${text}`), {}],
  ["gateways: a stream that nobody asked for", () => ({ kind: "answer", answer: text, stream: true }), { stream: 1 }],
  [
    "a stream that calls itself plain text",
    (api) => ({ kind: "raw", body: renderEvents(api, 0, { answer: text }), type: "text/plain" }),
    { stream: 1 },
  ],
  [
    "a stream with keep-alive comments",
    (api) => ({
      kind: "raw",
      body: `: PROCESSING\n\n${renderEvents(api, 0, { answer: text })}`,
      type: "text/event-stream",
    }),
    { stream: 1 },
  ],
];

describe.each(["responses", "chat"] as const)("over the %s API", (api) => {
  test.each(quirks)("%s is read", async (_, reply, repairs) => {
    server = await startModelServer(() => reply(api));
    const model = testModel(server.baseUrl, { api });
    expect(await ask(model)).toEqual({ kind: "object", value: GOOD });
    expect(model.repairs()).toEqual(repairs);
    expect(server.requests.length).toBe(1);
  });

  const formatOf = ({ body }: SeenRequest) => {
    const asked = api === "chat" ? body.response_format : (body.text as { format?: unknown } | undefined)?.format;
    return (asked as { type?: string } | undefined)?.type ?? "none";
  };
  const refusal = (message: string): Reply => ({ kind: "status", status: 400, body: { error: { message } } });

  test("a server that takes no schema is asked for any JSON object, from then on", async () => {
    server = await startModelServer((request) =>
      formatOf(request) === "json_schema"
        ? refusal("'response_format.type' must be 'json_object' or 'text'")
        : { kind: "answer", answer: GOOD },
    );
    const warnings: string[] = [];
    const model = testModel(server.baseUrl, { api, warn: (message) => warnings.push(message) });
    expect((await ask(model)).kind).toBe("object");
    expect((await ask(model)).kind).toBe("object");
    expect(server.requests.map(formatOf)).toEqual(["json_schema", "json_object", "json_object"]);
    expect(server.requests[1]?.system).toMatch(/^the system text\n\n[\s\S]*JSON[\s\S]*"a"/);
    expect(model.repairs()).toEqual({ form: 1 });
    expect(warnings.length).toBe(1);
  });

  test("a server that takes neither is asked in words", async () => {
    server = await startModelServer((request) =>
      formatOf(request) === "none"
        ? { kind: "answer", answer: `\`\`\`json\n${text}\n\`\`\`` }
        : refusal("structured outputs are not supported by this model"),
    );
    const model = testModel(server.baseUrl, { api });
    expect(await ask(model)).toEqual({ kind: "object", value: GOOD });
    expect(server.requests.map(formatOf)).toEqual(["json_schema", "json_object", "none"]);
    expect(model.endpoint?.form()).toBe("none");
  });

  test("the form is found out by one request while the others wait", async () => {
    server = await startModelServer(async (request) => {
      if (formatOf(request) === "json_schema") return refusal("json_schema is not supported");
      if (formatOf(request) === "none") return { kind: "answer", answer: text };
      await server.arrived(6);
      return refusal("json_object is not supported");
    });
    const model = testModel(server.baseUrl, { api });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(model)));
    expect(answers.map(({ kind }) => kind)).toEqual(Array(6).fill("object"));
    const forms = server.requests.map(formatOf);
    expect(forms.filter((form) => form === "json_object").length).toBe(1);
    expect(forms.filter((form) => form === "none").length).toBe(6);
    expect(model.repairs()).toEqual({ form: 1 });
  });

  test("a 400 that names neither schema nor format does not start it", async () => {
    server = await startModelServer(() => refusal("the prompt is not to our liking"));
    const model = testModel(server.baseUrl, { api });
    expect(await ask(model)).toMatchObject({ kind: "no_answer", failure: { status: 400 } });
    expect(server.requests.length).toBe(1);
  });

  const overflows: [where: string, body: unknown, tokens: number][] = [
    [
      "OpenAI",
      {
        error: {
          message:
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
          code: "context_length_exceeded",
        },
      },
      8_192,
    ],
    [
      "vLLM",
      {
        object: "error",
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages",
        type: "BadRequestError",
        code: 400,
      },
      4_096,
    ],
    [
      "llama.cpp",
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size",
          type: "exceed_context_size_error",
          n_prompt_tokens: 9_000,
          n_ctx: 2_048,
        },
      },
      2_048,
    ],
    [
      "LM Studio",
      {
        error:
          "Trying to keep the first 5001 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens",
      },
      4_096,
    ],
    [
      "a gateway",
      {
        error: {
          message: "This endpoint's maximum context length is 32,768 tokens. However, you requested about 40000 tokens",
          code: 400,
        },
      },
      32_768,
    ],
  ];
  test.each(overflows)("a context that is too small is known by the size that %s names", async (_, body, tokens) => {
    server = await startModelServer(() => ({ kind: "status", status: 400, body }));
    const answer = await ask(testModel(server.baseUrl, { api }));
    expect(answer).toMatchObject({ kind: "no_answer", failure: { contextTokens: tokens } });
  });

  const errors: [where: string, reply: Reply, message: RegExp][] = [
    ["Ollama", { kind: "status", status: 404, body: { error: 'model "qwen9" not found' } }, /model "qwen9" not found/],
    ["vLLM", { kind: "status", status: 400, body: { object: "error", message: "it is bad", code: 400 } }, /it is bad/],
    [
      "FastAPI",
      { kind: "status", status: 422, body: { detail: [{ loc: ["body", "store"], msg: "not permitted" }] } },
      /store: not permitted/,
    ],
    [
      "a gateway, in a 200",
      json({ error: { message: "the provider is bad", code: 400 } }),
      /HTTP 400: the provider is bad/,
    ],
    ["a word in a 200", json({ error: "no such thing" }), /no such thing/],
  ];
  test.each(errors)("the words of an error are those of %s", async (_, reply, message) => {
    server = await startModelServer(() => reply);
    const answer = await ask(testModel(server.baseUrl, { api }));
    expect(answer.kind === "no_answer" && answer.failure.message).toMatch(message);
  });
});

test("responses whose parts lack ids and annotations are read", async () => {
  server = await startModelServer(() =>
    json({
      object: "response",
      status: "completed",
      output: [
        { type: "reasoning", content: [] },
        { type: "message", content: [{ type: "output_text", text }] },
      ],
    }),
  );
  const model = testModel(server.baseUrl);
  expect(await ask(model)).toEqual({ kind: "object", value: GOOD });
  expect(model.repairs()).toEqual({ shape: 1 });
});

const choices: [string, unknown, Partial<Record<Repair, number>>][] = [
  ["contents in parts", { message: { content: [{ type: "text", text }] } }, { shape: 1 }],
  [
    "an answer among the thoughts only",
    { message: { content: "", reasoning_content: `So: ${text}` } },
    { reasoning_only: 1, prose: 1 },
  ],
];
test.each(choices)("chat completions with %s are read", async (_, choice, repairs) => {
  server = await startModelServer(() => json({ choices: [choice] }));
  const model = testModel(server.baseUrl, { api: "chat" });
  expect(await ask(model)).toEqual({ kind: "object", value: GOOD });
  expect(model.repairs()).toEqual(repairs);
});

test("an answer of the other API says which it is", async () => {
  server = await startModelServer(() => json(renderAnswer("chat", 0, { answer: text })));
  const answer = await ask(testModel(server.baseUrl));
  expect(answer).toMatchObject({ kind: "no_answer", failure: { transport: "wrong_shape" } });
  expect(JSON.stringify(answer)).toContain("chat completion");
});

const windows: [where: string, path: string, body: unknown, tokens: number | undefined][] = [
  [
    "vLLM",
    "/v1/models",
    {
      data: [
        { id: "other", max_model_len: 1 },
        { id: "qwen9", max_model_len: 40_960 },
      ],
    },
    40_960,
  ],
  ["LM Studio", "/v1/models", { data: [{ id: "qwen9", loaded_context_length: 4_096 }] }, 4_096],
  ["llama.cpp", "/v1/models", { data: [{ id: "qwen9", meta: { n_ctx: 16_384 } }] }, 16_384],
  [
    "Ollama, as it runs",
    "/api/show",
    { parameters: "stop x\nnum_ctx   12288\n", model_info: { "qwen3.context_length": 40_960 } },
    12_288,
  ],
  ["Ollama, as it was made", "/api/show", { model_info: { "qwen3.context_length": 40_960 } }, 40_960],
  ["a server that does not say", "/v1/models", { data: [{ id: "qwen9" }] }, undefined],
];
test.each(windows)("the window of a model is asked of %s", async (_, path, body, tokens) => {
  server = await startModelServer((request) => (request.path === path ? json(body) : { kind: "status", status: 404 }));
  const { endpoint } = testModel(server.baseUrl, { choice: { kind: "live", id: "qwen9", named: true } });
  expect(await endpoint?.window("qwen9", new AbortController().signal)).toBe(tokens);
});

test("the models of an endpoint are told, and none by one that does not know the question", async () => {
  server = await startModelServer(() => json({ data: [{ id: "a" }, { id: "b" }] }));
  const { endpoint } = testModel(server.baseUrl);
  const { signal } = new AbortController();
  expect(await endpoint?.models(signal)).toEqual(["a", "b"]);
  server.script(() => ({ kind: "raw", body: "<p>" }));
  expect(await endpoint?.models(signal)).toEqual([]);
});
