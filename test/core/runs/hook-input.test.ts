import { expect, test } from "bun:test";
import { decideHook, sourceOfFirstLine } from "../../../lib/core/runs/decide-hook.ts";
import { parseHookInput } from "../../../lib/core/runs/hook-input.ts";

/** What agents send to session-start hooks, as their documentation and logs show it. */
const SENT: readonly [string, object | string, string][] = [
  [
    "claude code, startup",
    {
      session_id: "a1",
      transcript_path: "/t.jsonl",
      cwd: "/w",
      hook_event_name: "SessionStart",
      source: "startup",
      model: "m",
    },
    "run without a1",
  ],
  ["claude code, resumed", { session_id: "a2", hook_event_name: "SessionStart", source: "resume" }, "run without a2"],
  ["cleared", { session_id: "a3", source: "clear" }, "run without a3"],
  ["compacted", { session_id: "a4", source: "compact" }, "run without a4"],
  [
    "codex, a person at the terminal",
    { session_id: "a5", source: "cli", cwd: "/w", permission_mode: "default" },
    "run without a5",
  ],
  ["codex, ephemeral", { session_id: "a6", source: "cli", ephemeral: true }, "skip: the session is ephemeral"],
  ["codex exec", { session_id: "a7", source: "exec" }, "skip: the session's source is exec"],
  ["an MCP session", { session_id: "a8", source: "mcp" }, "skip: the session's source is mcp"],
  [
    "a sub-agent by its source",
    { session_id: "a9", source: { subagent: { thread_spawn: {} } } },
    "skip: the session is a sub-agent's",
  ],
  ["a sub-agent by its parent", { session_id: "b1", parent_thread_id: "p" }, "skip: the session is a sub-agent's"],
  ["a sub-agent by its id", { session_id: "b2", agent_id: "x" }, "skip: the session is a sub-agent's"],
  ["codex, without a transcript", { session_id: "c1", transcript_path: null }, "skip: the session is ephemeral"],
  ["copilot", { sessionId: "c2", source: "new", timestamp: 1 }, "run without c2"],
  ["cline", { taskId: "c3", hookName: "TaskStart", agent_id: "lead", parent_agent_id: null }, "run without c3"],
  ["a helper of cline", { taskId: "c4", parent_agent_id: "lead" }, "skip: the session is a sub-agent's"],
  ["a fork", { session_id: "c5", source: "fork" }, "run without c5"],
  ["a client of its own name", { session_id: "c6", source: { custom: "atlas" } }, "run without c6"],
  [
    "nulls where nothing is known",
    { session_id: null, source: null, agent_id: null, parent_thread_id: null, ephemeral: null },
    "run without nothing",
  ],
  ["nothing at all", "", "run without nothing"],
  ["white space", " \n", "run without nothing"],
  ["an empty object", "{}", "run without nothing"],
  ["no JSON", "startup", "skip: the hook input is no JSON"],
  ["an array", "[]", "skip: the hook input is not understood"],
  [
    "a wrong type",
    { session_id: 5 },
    "skip: the hook input is not understood: session_id: Invalid input: expected string, received number",
  ],
];

for (const [name, sent, expected] of SENT) {
  test(`a hook's input: ${name}`, () => {
    const decision = decideHook(parseHookInput(typeof sent === "string" ? sent : JSON.stringify(sent)), undefined);
    const text =
      decision.kind === "run" ? `run without ${decision.excludeThread ?? "nothing"}` : `skip: ${decision.reason}`;
    expect(text).toStartWith(expected);
  });
}

/** First lines of transcripts, and what they say of who typed. */
const FIRST_LINES: readonly [string, object, string | undefined][] = [
  ["codex in an editor", { type: "session_meta", payload: { id: "x", source: "vscode" } }, "vscode"],
  ["codex exec", { type: "session_meta", payload: { id: "x", source: "exec" } }, "exec"],
  ["codex, another client", { type: "session_meta", payload: { id: "x", source: { custom: "atlas" } } }, "atlas"],
  ["codex, a helper", { type: "session_meta", payload: { source: { subagent: "review" } } }, "subagent"],
  ["an old codex", { type: "session_meta", payload: { id: "x" } }, undefined],
  ["claude code in a terminal", { type: "user", entrypoint: "cli" }, "cli"],
  ["claude code in an editor", { type: "user", entrypoint: "claude-vscode" }, "cli"],
  ["claude -p", { type: "user", entrypoint: "sdk-cli" }, "exec"],
  ["a helper of gemini", { sessionId: "x", kind: "subagent" }, "subagent"],
  ["gemini", { sessionId: "x", kind: "main" }, undefined],
];

for (const [name, line, source] of FIRST_LINES) {
  test(`the first line of ${name} says ${source}`, () => {
    expect(sourceOfFirstLine(JSON.stringify(line))).toBe(source);
    expect(sourceOfFirstLine(JSON.stringify(line).slice(0, -1))).toBeUndefined();
  });
}

test("a transcript that no person typed into starts no run", () => {
  const parsed = parseHookInput('{"session_id":"x","source":"startup"}');
  expect(decideHook(parsed, "exec")).toMatchObject({ kind: "skip" });
  expect(decideHook(parsed, "cli")).toEqual({ kind: "run", excludeThread: "x" });
});
