import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  EMPTY_METADATA,
  isExternal,
  type MetadataState,
  readMetadata,
} from "../../../../lib/core/agents/codex/metadata.ts";
import { idMismatch, latestLineMs, memoryModeOf, threadOf } from "../../../../lib/core/agents/codex/thread-of.ts";
import type { LineEnd } from "../../../../lib/core/evidence/line-sink.ts";

const ID = "01a20398-7e1f-7012-9863-1485d0a4dbe5";
const PARENT = "01a20398-0000-7012-9863-1485d0a4dbe5";
const MTIME = Date.UTC(2026, 10, 22, 15);
const PLACE = {
  path: "/c/sessions/x.jsonl",
  nameId: ID,
  nameTime: Date.UTC(2026, 10, 22, 14) / 1_000,
  archived: false,
  mtimeMs: MTIME,
  machine: "m",
  agentHome: "/c",
};

const line = (type: string, payload: unknown, timestamp = "2026-11-22T14:10:55.900Z") =>
  JSON.stringify({ timestamp, type, payload });
const meta = (payload: object = {}) => line("session_meta", { id: ID, cwd: "/w", ...payload });
const user = (message: string, extra: object = {}) => line("event_msg", { type: "user_message", message, ...extra });
const item = (payload: object) => line("response_item", payload);
const tokens = (total: number | null) =>
  line("event_msg", {
    type: "token_count",
    info: total === null ? null : { total_token_usage: { total_tokens: total } },
  });

/** Feeds lines in one block, as the file reader does. */
function read(lines: readonly string[], seed?: MetadataState, ending: LineEnd = "newline"): MetadataState {
  const reader = readMetadata({ threadId: ID, latestMs: latestLineMs(MTIME) }, seed);
  const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
  let start = 0;
  for (const text of lines) {
    const end = start + Buffer.byteLength(text);
    reader.line(bytes, start, end, ending, { line: 1, byte: start });
    start = end + 1;
  }
  reader.endBlock(bytes);
  return reader.state();
}

const thread = (lines: readonly string[], place = PLACE) => threadOf(read(lines), place, "enabled");

test("a thread's row comes from its session_meta", () => {
  const git = { branch: "main", commit_hash: "abc", repository_url: "https://u:p@example.invalid/a.git" };
  const payload = {
    timestamp: "2026-11-22T14:10:55.135Z",
    source: "cli",
    git,
    model_provider: "openai",
    cli_version: "1",
  };
  expect(
    thread([meta({ ...payload, agent_role: "r", agent_nickname: "n", forked_from_id: PARENT }), user(" hello ")]),
  ).toEqual({
    id: ID,
    rolloutPath: PLACE.path,
    source: "cli",
    cwd: "/w",
    title: "hello",
    firstUserMessage: "hello",
    createdAt: Date.UTC(2026, 10, 22, 14, 10, 55) / 1_000,
    updatedAt: Date.UTC(2026, 10, 22, 14, 10, 55) / 1_000,
    memoryMode: "enabled",
    archived: false,
    missingSince: undefined,
    forkedFromId: PARENT,
    gitSha: "abc",
    gitBranch: "main",
    gitOriginUrl: "https://example.invalid/a.git",
    modelProvider: "openai",
    cliVersion: "1",
    agentRole: "r",
    agentNickname: "n",
    tokensUsed: 0,
    machine: "m",
    agent: "codex",
    agentHome: "/c",
    nativeId: undefined,
  });
});

test.each([
  ["cli", "cli"],
  [{ custom: "atlas" }, "atlas"],
  [{ subagent: { depth: 1 } }, '{"subagent":{"depth":1}}'],
  [undefined, "vscode"],
  [null, "vscode"],
])("source %j reads %s", (source, expected) => {
  expect(thread([meta({ source })])?.source).toBe(expected);
});

test("an empty cwd falls back to the first turn", () => {
  const turns = [line("turn_context", { cwd: "/first" }), line("turn_context", { cwd: "/second" })];
  expect(thread([meta({ cwd: "" }), ...turns])?.cwd).toBe("/first");
  expect(thread([meta(), ...turns])?.cwd).toBe("/w");
});

test("the parent's session_meta inside a fork is ignored, wherever it stands", () => {
  const parent = line("session_meta", { id: PARENT, cwd: "/parent", memory_mode: "disabled" });
  expect(thread([meta(), parent])).toEqual(thread([meta()]));
  expect(thread([parent, meta()])).toEqual(thread([meta()]));
  expect(memoryModeOf({ state: read([meta(), parent]), disableOnExternalContext: true })).toBe("enabled");
});

test("when the ids disagree the file name wins and the difference is told", () => {
  const state = read([line("session_meta", { id: PARENT, cwd: "/p" })]);
  expect(threadOf(state, PLACE, "enabled")).toMatchObject({ id: ID, cwd: "/p" });
  expect(idMismatch(state, ID)).toBe(`${PARENT} inside, ${ID} in its name`);
  expect(idMismatch(read([meta()]), ID)).toBeUndefined();
  expect(threadOf(state, { ...PLACE, nameId: undefined }, "enabled")?.id).toBe(PARENT);
  expect(threadOf(EMPTY_METADATA, { ...PLACE, nameId: undefined }, "enabled")).toBeUndefined();
});

test("the first words of a person name the thread", () => {
  expect(
    thread([meta(), user("   "), user("# Context\n## My request for Codex:\n do it "), user("later")]),
  ).toMatchObject({
    firstUserMessage: "do it",
    title: "do it",
  });
});

test("images without words give [Image] and leave the title to the next message", () => {
  const image = user("", { images: ["data:"] });
  expect(thread([meta(), image])).toMatchObject({ firstUserMessage: "[Image]", title: "" });
  expect(thread([meta(), user("", { local_images: ["/a.png"] }), user("words")])).toMatchObject({
    firstUserMessage: "[Image]",
    title: "words",
  });
  expect(thread([meta(), user("", { images: [] }), user("words")])?.firstUserMessage).toBe("words");
});

test("tokens are those of the last count that has a total", () => {
  expect(thread([tokens(10), tokens(30), tokens(null)])?.tokensUsed).toBe(30);
  const odd = JSON.stringify({
    type: "event_msg",
    payload: { info: { total_token_usage: { total_tokens: 40 } }, type: "token_count" },
  });
  expect(thread([tokens(10), odd])?.tokensUsed).toBe(40);
  expect(thread([odd, tokens(10)])?.tokensUsed).toBe(10);
});

test("the newest line counts, not the last, in whole seconds rounded down", () => {
  const at = (time: string) => line("event_msg", { type: "x" }, time);
  expect(thread([at("2026-11-22T14:59:59.999Z"), at("2026-11-22T10:00:00.000Z")])?.updatedAt).toBe(MTIME / 1_000 - 1);
});

test("a line from the future counts as the file's mtime, and no time at all as well", () => {
  const at = (time: string) => line("event_msg", { type: "x" }, time);
  expect(thread([at("2026-11-23T15:00:00.000Z")])?.updatedAt).toBe(MTIME / 1_000 + 86_400);
  expect(thread([at("2026-11-22T10:00:00.000Z"), at("2026-11-23T15:00:00.001Z")])?.updatedAt).toBe(MTIME / 1_000);
  expect(thread([line("event_msg", { type: "x" }, "never")])?.updatedAt).toBe(MTIME / 1_000);
});

test("without a time in session_meta the name's time counts, else the mtime", () => {
  expect(thread([meta()])?.createdAt).toBe(PLACE.nameTime);
  expect(threadOf(read([meta()]), { ...PLACE, nameTime: undefined as never }, "enabled")?.createdAt).toBe(
    MTIME / 1_000,
  );
});

test.each([
  { said: [], external: false, rule: true, expected: "enabled" },
  { said: ["disabled"], external: false, rule: false, expected: "disabled" },
  { said: ["disabled", "enabled"], external: false, rule: false, expected: "enabled" },
  { said: ["something new"], external: false, rule: false, expected: "disabled" },
  { said: ["polluted"], external: false, rule: false, expected: "polluted" },
  { said: [], external: true, rule: false, expected: "enabled" },
  { said: [], external: true, rule: true, expected: "polluted" },
  { said: ["disabled"], external: true, rule: true, expected: "disabled" },
])("memory mode: %j", ({ said, external, rule, expected }) => {
  const lines = [
    meta(),
    ...said.map((memory_mode) => meta({ memory_mode })),
    ...(external ? [item({ type: "web_search_call" })] : []),
  ];
  const mode = memoryModeOf({ state: read(lines), disableOnExternalContext: rule });
  expect<string>(mode).toBe(expected);
});

test("external context is a web search or a tool of an MCP server, by name or namespace", () => {
  const external = (payload: object) => isExternal(read([item(payload)]));
  expect(external({ type: "web_search_call", action: {} })).toBe(true);
  expect(external({ type: "function_call", name: "mcp__docs__get", arguments: "{}" })).toBe(true);
  expect(external({ type: "function_call", name: "get", namespace: "mcp__docs", arguments: "{}" })).toBe(true);
  expect(external({ type: "custom_tool_call", name: "mcp__x", input: "" })).toBe(true);
  expect(external({ type: "function_call", name: "shell", arguments: "grep mcp__ ." })).toBe(false);
  expect(external({ type: "function_call_output", name: "mcp__x", output: "mcp__" })).toBe(false);
});

test("external context is a tool of an MCP server in older spellings and from scripts too, and never our own memory", () => {
  const external = (payload: object) => isExternal(read([item(payload)]));
  const script = (input: string) => ({ type: "custom_tool_call", name: "exec", input });
  expect(external({ type: "function_call", name: "docs__find_page", arguments: "{}" })).toBe(true);
  expect(external({ type: "function_call", name: "get", namespace: "mcp__docs__", arguments: "{}" })).toBe(true);
  expect(external(script("await tools.mcp__docs__get({q: 1})"))).toBe(true);
  expect(external(script("await tools.exec_command({cmd: 'python -m __main__'})"))).toBe(false);
  expect(external({ type: "function_call", name: "shell", arguments: '{"cmd":"grep __init__ ."}' })).toBe(false);
  for (const own of [
    { type: "function_call", name: "mcp__memories__search", arguments: "{}" },
    { type: "function_call", name: "memories__read", arguments: "{}" },
    { type: "function_call", name: "read", namespace: "mcp__memories", arguments: "{}" },
    script("await tools.mcp__memories__read({path: 'MEMORY.md'})"),
  ])
    expect([own, external(own)]).toEqual([own, false]);
});

const completed = (payload: object) =>
  JSON.stringify({
    timestamp: "2026-11-22T14:10:55.900Z",
    ordinal: 3,
    type: "event_msg",
    payload: { type: "item_completed", thread_id: ID, turn_id: "t", item: payload },
  });
const userItem = (...content: object[]) => completed({ type: "UserMessage", id: "i", content });
const part = (text: string) => ({ type: "text", text, text_elements: [] });

test("where structured items say what ran, a call alone is no external context", () => {
  const call = item({ type: "function_call", name: "erase", namespace: "mcp__notes", arguments: "{}" });
  const command = completed({ type: "CommandExecution", command: ["ls"], exit_code: 0 });
  expect(isExternal(read([meta(), call]))).toBe(true);
  expect(isExternal(read([meta(), call, command]))).toBe(false);
  expect(isExternal(read([meta({ history_mode: "paginated" }), call]))).toBe(false);
  expect(isExternal(read([meta(), call, completed({ type: "Plan", text: "" })]))).toBe(true);
  for (const type of ["McpToolCall", "WebSearch"]) expect(isExternal(read([meta(), completed({ type })]))).toBe(true);
  expect(isExternal(read([meta(), completed({ type: "McpToolCall", server: "memories", tool: "read" })]))).toBe(false);
});

test("the same words name a thread in both forms", () => {
  const editor = "# Context from my IDE setup:\n## My request for Codex:\n do it ";
  expect(thread([meta(), userItem(part(editor))])).toEqual(thread([meta(), user(editor)]));
  expect(thread([meta(), userItem(part("  ")), userItem(part("a "), part("b"))])).toMatchObject({ title: "a b" });
  const image = { type: "image", image_url: "data:" };
  const skill = { type: "skill", name: "s", path: "/s" };
  expect(thread([meta(), userItem(image)])).toMatchObject({ firstUserMessage: "[Image]", title: "" });
  expect(thread([meta(), userItem(skill)])).toMatchObject({ firstUserMessage: "", title: "" });
  expect(thread([meta(), userItem({ type: "local_image", path: "/a.png" }), userItem(part("words"))])).toMatchObject({
    firstUserMessage: "[Image]",
    title: "words",
  });
});

test("lines that are no JSON objects are counted and change nothing else", () => {
  const bad = [
    "{",
    "[1]",
    "null",
    "\0\0\0",
    '{"timestamp":"2026-11-22T14:59:00.000Z","type":"event_msg","payload":{"type":"x"',
  ];
  expect(read([meta(), ...bad])).toEqual({ ...read([meta()]), skipped: bad.length });
});

test("unknown types and extra keys are nothing special", () => {
  const state = read(['{"type":"new","extra":[1],"payload":7}', '{"extra":1,"timestamp":"2026-11-22T14:10:55.900Z"}']);
  expect(state).toMatchObject({ usable: 2, skipped: 0, newestMs: Date.UTC(2026, 10, 22, 14, 10, 55, 900) });
});

const messageItem = (role: string, text: string) =>
  item({ type: "message", role, content: [{ text: text.repeat(99) }] });

const anyLine = (() => {
  const time = fc.integer({ min: MTIME - 1e6, max: MTIME + 2e8 }).map((ms) => new Date(ms).toISOString());
  const mcp = item({ type: "function_call", name: "mcp__docs", arguments: "{}" });
  return fc.oneof(
    fc.constantFrom(
      meta(),
      meta({ memory_mode: "disabled" }),
      user("a"),
      user("b"),
      user("", { images: [1] }),
      userItem(part("c")),
      completed({ type: "McpToolCall", server: "s" }),
      completed({ type: "Plan" }),
      messageItem("user", "words"),
      messageItem("developer", "words"),
      "{broken",
    ),
    fc.constantFrom(
      tokens(1),
      tokens(2),
      tokens(null),
      mcp,
      item({ type: "reasoning" }),
      line("turn_context", { cwd: "/t" }),
    ),
    time.map((at) => line("event_msg", { type: "x" }, at)),
  );
})();

test("reading on from any line gives what reading from the start gives", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 20 }), fc.nat(20), (lines, cut) => {
      const kept: MetadataState = JSON.parse(JSON.stringify(read(lines.slice(0, cut))));
      expect(read(lines.slice(cut), kept)).toEqual(read(lines));
    }),
  );
});

test("judging lines by their first bytes gives what parsing each of them gives", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
      expect(read(lines)).toEqual(read(lines, undefined, "torn"));
    }),
  );
});
