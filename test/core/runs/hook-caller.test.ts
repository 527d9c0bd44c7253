import { expect, test } from "bun:test";
import { hookAnswer } from "../../../lib/core/runs/hook-answer.ts";
import { hookCaller } from "../../../lib/core/runs/hook-caller.ts";
import { parseHookInput } from "../../../lib/core/runs/hook-input.ts";

/** What each product's hook gives, with the variables it sets, and whose it is. */
const CALLS: readonly [object | string, Record<string, string>, string][] = [
  [{ session_id: "s", transcript_path: "/home/dev/.codex/sessions/2026/rollout-x.jsonl" }, {}, "codex"],
  [{ session_id: "s", transcript_path: "/elsewhere/rollout-2026-x.jsonl" }, { COPILOT_CLI: "1" }, "codex"],
  [{ session_id: "s", transcript_path: null }, {}, "codex"],
  [{ session_id: "s", transcript_path: "/home/dev/.claude/projects/p/s.jsonl" }, {}, "claude-code"],
  [{ session_id: "s", transcript_path: "/x/s.jsonl" }, { CLAUDE_CODE_SESSION_ID: "s" }, "claude-code"],
  [{ session_id: "s", transcript_path: "/x/s.jsonl" }, { COPILOT_CLI: "1" }, "codex"],
  [{ session_id: "s", transcript_path: "C:\\Users\\dev\\.gemini\\tmp\\p\\s.jsonl" }, {}, "gemini-cli"],
  [{ session_id: "s", transcript_path: "/home/dev/.qwen/projects/p/chats/s.jsonl" }, {}, "qwen-code"],
  [{ sessionId: "s", source: "new", timestamp: 1 }, {}, "copilot"],
  [{ session_id: "s", source: "new", initial_prompt: "hi" }, {}, "copilot"],
  [{ session_id: "s", source: "new" }, { COPILOT_CLI: "1" }, "copilot"],
  [{ taskId: "s", hookName: "TaskStart" }, {}, "cline"],
  [{ conversation_id: "s", cursor_version: "3.1" }, {}, "cursor"],
  ["", {}, "codex"],
];

for (const [said, env, agent] of CALLS) {
  test(`${agent} is known by ${JSON.stringify(said)} and ${JSON.stringify(env)}`, () => {
    const parsed = parseHookInput(typeof said === "string" ? said : JSON.stringify(said));
    expect(hookCaller("input" in parsed ? parsed.input : undefined, env)).toBe(agent as "codex");
  });
}

test("each product gets its own form, and never two", () => {
  const nested = { hookSpecificOutput: { hookEventName: "SessionStart", additionalContext: "T" } };
  for (const agent of ["codex", "claude-code", "gemini-cli", "qwen-code"] as const) {
    expect(hookAnswer(agent, "T", undefined)).toEqual(nested);
  }
  expect(hookAnswer("gemini-cli", "T", "BeforeAgent")).toEqual({
    hookSpecificOutput: { hookEventName: "BeforeAgent", additionalContext: "T" },
  });
  for (const agent of ["copilot", "opencode", "kilo", "pi"] as const) {
    expect(hookAnswer(agent, "T", "sessionStart")).toEqual({ additionalContext: "T" });
  }
  expect(hookAnswer("cline", "T", undefined)).toEqual({ contextModification: "T" });
  expect(hookAnswer("cursor", "T", undefined)).toEqual({ additional_context: "T" });
});
