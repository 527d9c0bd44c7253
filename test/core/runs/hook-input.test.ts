import { expect, test } from "bun:test";
import { decideHook } from "../../../lib/core/runs/hook-input.ts";

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
    const decision = decideHook(typeof sent === "string" ? sent : JSON.stringify(sent));
    const text =
      decision.kind === "run" ? `run without ${decision.excludeThread ?? "nothing"}` : `skip: ${decision.reason}`;
    expect(text).toStartWith(expected);
  });
}
