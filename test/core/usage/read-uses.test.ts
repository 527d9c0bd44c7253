import { describe, expect, test } from "bun:test";
import type { LineSink } from "../../../lib/core/evidence/line-sink.ts";
import { readUses } from "../../../lib/core/usage/read-uses.ts";
import { LineSplitter } from "../../../lib/edge/transcripts/line-splitter.ts";

const [A, B, C] = [1, 2, 3].map((n) => `01a20398-7e1f-7012-9863-00000000000${n}`) as [string, string, string];
const CITING = `Done.<oai-mem-citation><rollout_ids>\n${A}\n</rollout_ids></oai-mem-citation>`;

function line(type: string, payload: object): string {
  return JSON.stringify({ timestamp: "2026-11-22T14:10:59.147Z", type, payload });
}
const meta = (id: string, forkedFrom?: string) =>
  line("session_meta", { id, ...(forkedFrom && { forked_from_id: forkedFrom }), cwd: "/srv/app" });
const says = (text: string, role = "assistant") =>
  line("response_item", { type: "message", role, content: [{ type: "output_text", text }] });
const ran = (cmd: string, more: object = {}) =>
  line("response_item", {
    type: "function_call",
    name: "exec_command",
    arguments: JSON.stringify({ cmd, ...more }),
    call_id: "c",
  });

function feed(sink: LineSink, text: string | Buffer, piece = 1 << 20): void {
  const splitter = new LineSplitter(sink, 0, Buffer.allocUnsafe(256));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) splitter.push(bytes.subarray(at, at + piece));
  splitter.finish();
}

function read(text: string, name?: string) {
  const reader = readUses(name, { citing: "collect", reading: "collect" });
  feed(reader.nextPart(), text);
  const session = reader.uses();
  return { citing: session.citing, reading: session.reading, session };
}

test("an assistant message with a citation is told with its line, its time and whose it is", () => {
  const { citing, session } = read(
    [meta(B), says("nothing"), "", "torn{", says(CITING, "user"), says(CITING)].join("\n"),
  );
  expect(
    citing.map(({ line, timestamp, citation, occurrence }) => [line, timestamp, citation.rolloutIds, occurrence]),
  ).toEqual([[6, "2026-11-22T14:10:59.147Z", [A], 1]]);
  expect([session.threadId, session.rootThreadId]).toEqual([B, B]);
});

test("the same text again is the next occurrence, and a fork has its parent's root", () => {
  const parent = read([meta(B), says(CITING), says(CITING)].join("\n"));
  const fork = read([meta(C, B), meta(B, A), says(CITING), says(CITING), says(CITING)].join("\n"));
  const identities = (one: typeof parent) => one.citing.map(({ textHash, occurrence }) => `${textHash} ${occurrence}`);
  expect(identities(fork).slice(0, 2)).toEqual(identities(parent));
  expect(new Set(identities(fork)).size).toBe(3);
  expect([fork.session.threadId, fork.session.rootThreadId]).toEqual([C, A]);
});

test("parents in a circle come to an end", () => {
  expect([B, C]).toContain(read([meta(B, C), meta(C, B)].join("\n")).session.rootThreadId);
});

test("the id in the file's name wins over the lines", () => {
  expect(read(meta(B), C).session.threadId).toBe(C);
});

test("lines in another shape and with escaped angle brackets are read too", () => {
  const escaped = says(CITING).replaceAll("<", "\\u003c");
  const turned = JSON.stringify({ type: "response_item", payload: JSON.parse(says(CITING)).payload, extra: 1 });
  expect(read([escaped, turned].join("\n")).citing.map(({ line }) => line)).toEqual([1, 2]);
});

test("tool calls that read memory are told with their tool; folders count from the session's or the call's own", () => {
  const local = line("response_item", {
    type: "local_shell_call",
    status: "completed",
    action: {
      type: "exec",
      command: ["bash", "-lc", "rg x skills"],
      working_directory: "/home/dev/.memories/memories",
    },
  });
  const { reading, session } = read(
    [
      meta(B),
      ran("cat memories/MEMORY.md"),
      ran("cat MEMORY.md", { workdir: "/home/dev/.memories/memories" }),
      ran("rm memories/MEMORY.md"),
      line("turn_context", { cwd: "/home/dev/.memories/memories" }),
      ran("cat memory_summary.md"),
      local,
      line("response_item", { type: "function_call", name: "update_plan", arguments: "{}" }),
      line("response_item", { type: "function_call", name: "broken", arguments: "{" }),
    ].join("\n"),
  );
  expect(reading.map(({ line, tool, kinds }) => [line, tool, kinds])).toEqual([
    [2, "exec_command", ["memory_md"]],
    [3, "exec_command", ["memory_md"]],
    [6, "exec_command", ["memory_summary"]],
    [7, "local_shell", ["skills"]],
  ]);
  expect(session.commands).toBe(5);
});

describe("what structured items say", () => {
  const done = (item: object) =>
    line("event_msg", { type: "item_completed", thread_id: B, turn_id: "t", item: { id: "x", ...item } });
  const command = (script: string, more: object = {}) =>
    done({
      type: "CommandExecution",
      command: ["/bin/bash", "-lc", script],
      exit_code: 0,
      aggregated_output: "",
      ...more,
    });
  const mcp = (server: string, tool: string, args: object) =>
    done({ type: "McpToolCall", server, tool, arguments: args, status: "completed" });
  const kindsIn = (...lines: string[]) => read([meta(B), ...lines].join("\n")).reading.map(({ kinds }) => kinds.join());

  test("counts reads in code mode as outside", () => {
    const script = 'await tools.exec_command({cmd: "cat memories/MEMORY.md"})';
    const call = line("response_item", { type: "custom_tool_call", name: "exec", input: script, call_id: "c" });
    const end = line("response_item", { type: "custom_tool_call_output", call_id: "c", output: "Script completed" });
    expect(kindsIn(call, command("cat memories/MEMORY.md"), end)).toEqual(["memory_md"]);
    expect(kindsIn(call, end)).toEqual(["memory_md"]);
  });

  test("counts reads once, beside their call, and none of the person", () => {
    const called = ran("cat memories/MEMORY.md");
    const end = line("response_item", { type: "function_call_output", call_id: "c", output: "x" });
    expect(kindsIn(called, command("cat memories/MEMORY.md", { id: "c" }), end)).toEqual(["memory_md"]);
    expect(kindsIn(command("cat memories/MEMORY.md", { source: "user_shell" }))).toEqual([]);
  });

  test.each([
    ["memories", "read", { path: "MEMORY.md" }, ["memory_md"]],
    ["my-memories", "read", { path: "skills/a/SKILL.md" }, ["skills"]],
    ["memories", "memories_search", { query: "x", path: "rollout_summaries" }, ["rollout_summaries"]],
    ["memories", "list", { path: "skills" }, []],
    ["docs", "read", { path: "MEMORY.md" }, []],
  ] as const)("counts reads through our own server: %s.%s %j", (server, tool, args, kinds) => {
    expect(kindsIn(mcp(server, tool, args))).toEqual([...kinds]);
    const named = (more: object) =>
      kindsIn(
        line("response_item", { type: "function_call", call_id: "c", arguments: JSON.stringify(args), ...more }),
        line("response_item", { type: "function_call_output", call_id: "c", output: "x" }),
      );
    expect(named({ name: `mcp__${server}__${tool}` })).toEqual([...kinds]);
    expect(named({ name: tool, namespace: `mcp__${server}` })).toEqual([...kinds]);
  });

  test("finds a citation that stands beside its message, once", () => {
    const memory_citation = {
      entries: [{ path: "MEMORY.md", line_start: 1, line_end: 2, note: "x" }],
      rollout_ids: [A],
    };
    const agent = (text: string, more: object) =>
      done({ type: "AgentMessage", content: [{ type: "Text", text }], ...more });
    const cited = (...lines: string[]) =>
      read([meta(B), ...lines].join("\n")).citing.map(({ citation: { rolloutIds, entries }, line: at }) => [
        at,
        rolloutIds,
        entries.length,
      ]);
    expect(cited(agent("Done.", { memory_citation }), says("Done."))).toEqual([[3, [A], 1]]);
    expect(cited(agent("Done.", { memory_citation }), says(CITING))).toEqual([[3, [A], 0]]);
    expect(cited(agent("Done.", { memory_citation }), says("Something else."))).toEqual([[2, [A], 1]]);
    expect(cited(agent("Done.", { memory_citation: null }), says("Done."))).toEqual([]);
    const old = line("event_msg", { type: "agent_message", message: "Done.", memory_citation });
    expect(cited(old, says("Done."))).toEqual([[3, [A], 1]]);
    // The other way round it is one message as well, and the same words once more are another.
    expect(cited(says(CITING), agent("Done.", { memory_citation }))).toEqual([[2, [A], 0]]);
    expect(cited(says(CITING), agent(CITING, {}), says(CITING), agent(CITING, {})).length).toBe(2);
  });
});

test("a sub-agent goes back to its parent, and a file that repeats another's beginning to that", () => {
  const root = (...payloads: object[]) =>
    read(payloads.map((payload) => line("session_meta", payload)).join("\n")).session.rootThreadId;
  const spawned = { subagent: { thread_spawn: { parent_thread_id: B, depth: 1 } } };
  expect(root({ id: C, source: spawned })).toBe(B);
  expect(root({ id: C, source: spawned }, { id: B, forked_from_id: A })).toBe(A);
  expect(root({ id: C, source: { subagent: "review" }, parent_thread_id: B })).toBe(B);
  expect(root({ id: C, session_id: B })).toBe(B);
  expect(root({ id: C }, { id: B })).toBe(B);
  expect(root({ id: C, session_id: C })).toBe(C);
});

test("turns that were taken back are no use", () => {
  const says2 = (text: string) => line("event_msg", { type: "user_message", message: text });
  const turn = (text: string, ...lines: string[]) => [says(text, "user"), says2(text), ...lines];
  const back = line("event_msg", { type: "thread_rolled_back", num_turns: 1 });
  const { citing, reading, session } = read(
    [
      meta(B),
      ...turn("a", ran("cat memories/MEMORY.md"), says(CITING)),
      ...turn("b", ran("cat memories/memory_summary.md"), says(CITING)),
      back,
      ...turn("c", says(CITING)),
    ].join("\n"),
  );
  expect(citing.map(({ occurrence }) => occurrence)).toEqual([1, 2]);
  expect(reading.map(({ kinds }) => kinds.join())).toEqual(["memory_md"]);
  expect(session.commands).toBe(1);
});
