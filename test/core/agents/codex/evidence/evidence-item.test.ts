import { expect, test } from "bun:test";
import { evidenceItem } from "../../../../../lib/core/agents/codex/evidence/evidence-item.ts";
import { AskedQuestions } from "../../../../../lib/core/agents/codex/said/asked-questions.ts";
import { spokenItems } from "../../../../../lib/core/agents/codex/said/spoken-items.ts";
import { userParts } from "../../../../../lib/core/agents/codex/said/user-parts.ts";
import type { JsonObject } from "../../../../../lib/core/text/json.ts";

const itemOf = (payload: JsonObject) => evidenceItem(payload, new AskedQuestions());
/** As in a file without events. */
const itemsOf = (payload: JsonObject) =>
  payload.role === "user"
    ? spokenItems(userParts(payload).map((part) => ({ ...part, speaker: part.declared })))
    : [itemOf(payload)].filter((item) => item !== undefined);
const brief = (payload: JsonObject) => {
  const items = itemsOf(payload);
  return items.length === 0 ? undefined : items.map(({ tier, text }) => `[${tier}] ${text}`).join(" ");
};
const user = (...texts: string[]) => ({
  type: "message",
  role: "user",
  content: texts.map((text) => ({ type: "input_text", text })),
});
const assistant = (text: string, extra: object = {}) => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text }],
  ...extra,
});
const ENVIRONMENT = "<environment_context>\n  <cwd>/w</cwd>\n</environment_context>";
const REPORT = '<subagent_notification>\n{"agent_path":"x","status":{"completed":"done"}}\n</subagent_notification>';

test.each<[string, JsonObject, string | undefined]>([
  ["a person's message", user("do it"), "[human user] do it"],
  ["parts of one message", user("first", "second"), "[human user] first\nsecond"],
  ["a developer's message", { ...user("rules"), role: "developer" }, undefined],
  ["a system message", { ...user("rules"), role: "system" }, undefined],
  ["environment context alone", user(ENVIRONMENT), `[harness context] ${ENVIRONMENT}`],
  [
    "environment context beside a request",
    user(ENVIRONMENT, "do it"),
    `[harness context] ${ENVIRONMENT} [human user] do it`,
  ],
  ["environment context with words after it", user(`${ENVIRONMENT} do it`), `[human user] ${ENVIRONMENT} do it`],
  ["a sub-agent's report", user(REPORT), `[other agent] ${REPORT}`],
  ["AGENTS.md", user("# AGENTS.md instructions for /w\n\n<INSTRUCTIONS>\nx\n</INSTRUCTIONS>"), undefined],
  ["AGENTS.md in other case, with space", user(" # agents.MD Instructions\nx</instructions>\n"), undefined],
  ["a skill", user("<skill>\n<name>x</name>\n</skill>"), undefined],
  ["a skill beside a request", user("<SKILL>x</Skill>", "use it"), "[human user] use it"],
  ["text that only begins like a skill", user("<skill> is a tag"), "[human user] <skill> is a tag"],
  ["a message without text", user("", "  "), undefined],
  ["an answer", assistant("done"), "[assistant final] done"],
  ["an answer with a phase", assistant("done", { phase: "final_answer" }), "[assistant final] done"],
  ["commentary", assistant("looking", { phase: "commentary" }), "[assistant commentary] looking"],
  [
    "a message between agents",
    assistant('{"author":"/root/a","recipient":"/root","content":"found"}'),
    "[other agent] /root/a: found",
  ],
  ["JSON that an assistant says", assistant('{"a":1}'), '[assistant final] {"a":1}'],
  [
    "a refusal",
    { ...assistant(""), content: [{ type: "refusal", refusal: "I cannot" }] },
    "[assistant final] I cannot",
  ],
  [
    "reasoning",
    { type: "reasoning", summary: [{ type: "summary_text", text: "x" }], encrypted_content: "g" },
    undefined,
  ],
  ["a snapshot", { type: "ghost_snapshot", ghost_commit: {} }, undefined],
  ["an image call", { type: "image_generation_call", result: "iVBOR" }, undefined],
  ["compaction", { type: "compaction", encrypted_content: "g" }, undefined],
  ["something new", { type: "new_thing", text: "x" }, undefined],
])("%s", (_, payload, expected) => {
  expect(brief(payload)).toBe(expected as string);
});

test.each<[unknown, string]>([
  [["user.text"], "human user"],
  [["unknown"], "harness context"],
  [["harness.context"], "harness context"],
  [[], "harness context"],
  [undefined, "human user"],
])("with content kinds %j a user message is %s", (kinds, tier) => {
  const payload = { ...user("words"), internal_chat_message_metadata_passthrough: { content_item_kinds: kinds } };
  expect<string | undefined>(itemsOf(payload)[0]?.tier).toBe(tier);
});

test("each part of a message has its own kind, and its own origin where it has none", () => {
  const of = (metadata: object, ...texts: string[]) =>
    brief({ ...user(...texts), internal_chat_message_metadata_passthrough: metadata });
  const origin = (type: string) => ({ provenance: { type } });
  expect(of({ content_item_kinds: ["environments.x", "user.text", "user.text"] }, "a", "b", "c")).toBe(
    "[harness context] a [human user] b\nc",
  );
  expect(of({ content_item_metadata: [origin("user"), origin("tool")] }, "a", "b")).toBe(
    "[human user] a [harness context] b",
  );
  // Fewer kinds than parts say something only when they agree.
  expect(of({ content_item_kinds: ["user.text"] }, ENVIRONMENT, "b")).toBe(`[human user] ${ENVIRONMENT}\nb`);
  expect(of({ content_item_kinds: ["user.text", "x"] }, "a", "b", ENVIRONMENT)).toBe(
    `[human user] a\nb [harness context] ${ENVIRONMENT}`,
  );
});

test.each<[string, string]>([
  ["recommended plugins", "<recommended_plugins>\n- x\n</recommended_plugins>"],
  ["an aborted turn", "<turn_aborted>\nNever assume.\n</turn_aborted>"],
  ["instructions of older versions", "<user_instructions>\n\nUse tabs.\n\n</user_instructions>"],
  ["a command of the user", "<user_shell_command>\n<command>ls</command>\n</user_shell_command>"],
  ["an action", '<user_action kind="review">\n<x/>\n</user_action>\n'],
  ["a warning", "Warning: apply_patch was requested via exec_command. Use the apply_patch tool instead."],
])("without an event a known wrapper is no person's word: %s", (_, text) => {
  expect(brief(user(text))).toBe(`[harness context] ${text}`);
});

test.each<[string, string, string]>([
  [
    "setup",
    "# Context from my IDE setup:\n\n## Active file: a.ts\n\n## My request for Codex:\nRename it.\n",
    "[harness context] # Context from my IDE setup:\n\n## Active file: a.ts [human user] Rename it.",
  ],
  [
    "files",
    "# Files mentioned by the user:\n\n## a.png: /a.png\n\n## My request for Codex:\nLook.",
    "[harness context] # Files mentioned by the user:\n\n## a.png: /a.png [human user] Look.",
  ],
  ["no context", "## My request for Codex:\nLook.", "[human user] Look."],
  [
    "no request",
    "# Context from my IDE setup:\nx\n## My request for Codex:\n",
    "[harness context] # Context from my IDE setup:\nx",
  ],
  ["a quotation", "See:\n## My request for Codex:\nx", "[human user] See:\n## My request for Codex:\nx"],
  [
    "the words in a line",
    "# Title\nsays ## My request for Codex: x",
    "[human user] # Title\nsays ## My request for Codex: x",
  ],
])("what an editor wrote before a request is not the person's: %s", (_, text, expected) => {
  expect(brief(user(text))).toBe(expected);
});

test("parameters that only the service can read are left out", () => {
  const token = `gAAAAA${"Bq-_9".repeat(20)}==`;
  const call = { type: "function_call", name: "spawn_agent", namespace: "agents" };
  expect(itemOf({ ...call, arguments: JSON.stringify({ message: token, role: "x" }) })?.text).toBe(
    'agents.spawn_agent {"message":"[encrypted omitted]","role":"x"}',
  );
  expect(itemOf({ ...call, arguments: '{"encrypted_message": "a\\"b", "to": "x"}' })?.text).toBe(
    'agents.spawn_agent {"encrypted_message": "[encrypted omitted]", "to": "x"}',
  );
  expect(itemOf({ ...call, arguments: '{"input":"{\\"ciphertext\\":\\"q1\\\\\\"x\\"}"}' })?.text).not.toContain("q1");
  const script = "await tools.send({encrypted_message: 'q1', cipher_text: \"q2\"})";
  expect(itemOf({ type: "custom_tool_call", name: "exec", input: script })?.text).toBe(
    'exec await tools.send({encrypted_message: "[encrypted omitted]", cipher_text: "[encrypted omitted]"})',
  );
});

test("what only the service can read is left out of outputs and messages too", () => {
  const token = `gAAAAA${"Bq-_9".repeat(20)}==`;
  const output = { type: "function_call_output", call_id: "c" };
  expect(itemOf({ ...output, output: `sent ${token}` })?.text).toBe("sent [encrypted omitted]");
  expect(itemOf({ ...output, output: [{ type: "input_text", text: token }] })?.text).toBe("[encrypted omitted]");
  const content = [{ type: "output_text", text: `see ${token}` }];
  expect(itemOf({ type: "message", role: "assistant", content })?.text).toBe("see [encrypted omitted]");
});

test.each<[string, JsonObject, string, number]>([
  [
    "function_call",
    { type: "function_call", name: "exec", arguments: '{"cmd":"ls"}', call_id: "c" },
    'exec {"cmd":"ls"}',
    10_000,
  ],
  [
    "function_call of a namespace",
    { type: "function_call", name: "get", namespace: "mcp__docs__", arguments: "{}" },
    "mcp__docs__.get {}",
    10_000,
  ],
  ["function_call with an object", { type: "function_call", name: "f", arguments: { a: [1] } }, 'f {"a":[1]}', 10_000],
  [
    "custom_tool_call",
    { type: "custom_tool_call", name: "apply_patch", input: "*** Begin\n+x", call_id: "c" },
    "apply_patch *** Begin\n+x",
    10_000,
  ],
  [
    "local_shell_call",
    { type: "local_shell_call", status: "completed", action: { type: "exec", command: ["bash", "-lc", "ls -l"] } },
    "local_shell bash -lc ls -l",
    10_000,
  ],
  [
    "web_search_call",
    { type: "web_search_call", status: "completed", action: { type: "search", query: "rain" } },
    "web_search rain",
    10_000,
  ],
  [
    "web_search_call of a page",
    { type: "web_search_call", action: { type: "open_page", url: "https://a.invalid" } },
    "web_search open_page https://a.invalid",
    10_000,
  ],
  [
    "tool_search_call",
    { type: "tool_search_call", call_id: "c", status: "x", arguments: { query: "mail" } },
    'tool_search {"query":"mail"}',
    10_000,
  ],
  ["function_call_output", { type: "function_call_output", call_id: "c", output: "hello\n" }, "hello\n", 8_000],
  [
    "output in parts",
    {
      type: "function_call_output",
      output: [
        { type: "input_text", text: "a" },
        { type: "input_image", image_url: "data:" },
      ],
    },
    "a\n[image omitted]",
    8_000,
  ],
  ["output as an object", { type: "function_call_output", output: { content: "a", success: false } }, "a", 8_000],
  [
    "wrapped output",
    {
      type: "custom_tool_call_output",
      output: '{"output":"Success\\n","metadata":{"exit_code":0,"duration_seconds":0.1}}',
    },
    "Success\n",
    8_000,
  ],
  [
    "wrapped output of a failure",
    { type: "custom_tool_call_output", output: '{"output":"no","metadata":{"exit_code":2}}' },
    "exit code 2\nno",
    8_000,
  ],
  [
    "output that is JSON by itself",
    { type: "function_call_output", output: '{"version": "1.0"}' },
    '{"version": "1.0"}',
    8_000,
  ],
  [
    "output in an MCP server's parts",
    {
      type: "function_call_output",
      output: '[{"type":"text","text":"a"},{"type":"image","data":"iVBOR"},{"type":"audio","data":"x"}]',
    },
    "a\n[image omitted]\n[audio omitted]",
    8_000,
  ],
  [
    "tool_search_output",
    { type: "tool_search_output", call_id: "c", status: "done", tools: [{ name: "mail", id: "1" }] },
    '[{"name":"mail"}]',
    8_000,
  ],
])("%s is a tool row", (_, payload, text, maxBytes) => {
  expect(itemOf(payload)).toEqual({ tier: "tool", text, maxBytes });
});

test("images and audio are placeholders, encrypted parts are nothing", () => {
  const content = [
    { type: "input_text", text: "see" },
    { type: "input_image", image_url: "data:image/png;base64,AAAA" },
    { type: "input_audio", data: "AAAA" },
    { type: "encrypted", encrypted_content: "AAAA" },
    { type: "input_text", text: `in text data:image/png;base64,${"A".repeat(200)} too, data:image/png;base64,AA not` },
  ];
  expect(itemsOf({ type: "message", role: "user", content })[0]?.text).toBe(
    "see\n[image omitted]\n[audio omitted]\nin text [image omitted] too, data:image/png;base64,AA not",
  );
});

const ask = (id: string, questions: unknown) => ({
  type: "function_call",
  name: "request_user_input",
  call_id: id,
  arguments: JSON.stringify({ questions }),
});
const answer = (id: string, output: unknown) => ({
  type: "function_call_output",
  call_id: id,
  output: typeof output === "string" ? output : JSON.stringify(output),
});

test("the answer to an agent's question is a person's word, with its question", () => {
  const questions = new AskedQuestions();
  const asked = [
    { id: "indent", header: "Indent", question: "Tabs or spaces?", options: [{ label: "Tabs" }] },
    { id: "name", question: "Which name?" },
    { id: "skip", question: "Anything else?" },
  ];
  expect(evidenceItem(ask("c1", asked), questions)?.tier).toBe("tool");
  const answers = { indent: { answers: ["Tabs"] }, name: { answers: ["core", "lib"] }, skip: { answers: [] } };
  expect(evidenceItem(answer("c1", { answers }), questions)).toEqual({
    tier: "human user",
    text: "Question: Tabs or spaces?\nAnswer: Tabs\nQuestion: Which name?\nAnswer: core, lib",
    maxBytes: 10_000,
  });
  // Answered once: the same id again is some tool's output.
  expect(evidenceItem(answer("c1", { answers }), questions)?.tier).toBe("tool");
});

test.each([
  ["plain words", "Tabs, please", "Question: Tabs?\nAnswer: Tabs, please"],
  ["nobody answered", { answers: { q: { answers: [" "] } } }, undefined],
  ["it was cancelled", "request_user_input was cancelled before receiving a response", undefined],
  ["an empty output", "", undefined],
])("an answer: %s", (_, output, expected) => {
  const questions = new AskedQuestions();
  evidenceItem(ask("c1", [{ id: "q", question: "Tabs?" }]), questions);
  const item = evidenceItem(answer("c1", output), questions);
  expect(item?.tier).toBe(expected === undefined ? "tool" : "human user");
  if (expected !== undefined) expect(item?.text).toBe(expected);
});

test("the reference's own question tool has no namespace, or that of its functions", () => {
  for (const [namespace, tier] of [
    ["functions", "human user"],
    ["mcp__forms", "tool"],
  ] as const) {
    const questions = new AskedQuestions();
    evidenceItem({ ...ask("c1", [{ id: "q", question: "Tabs?" }]), namespace }, questions);
    const item = evidenceItem(answer("c1", { answers: { q: { answers: ["Yes"] } } }), questions);
    expect<string | undefined>(item?.tier).toBe(tier);
  }
});

test("an output of another call is no answer", () => {
  const questions = new AskedQuestions();
  evidenceItem(ask("c1", [{ id: "q", question: "Tabs?" }]), questions);
  evidenceItem({ ...ask("c2", []), name: "exec" }, questions);
  expect(evidenceItem(answer("c2", { answers: { q: { answers: ["Tabs"] } } }), questions)?.tier).toBe("tool");
});
