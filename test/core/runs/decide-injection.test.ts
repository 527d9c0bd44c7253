import { expect, test } from "bun:test";
import { decideInjection } from "../../../lib/core/runs/decide-injection.ts";
import { type HookInput, parseHookInput } from "../../../lib/core/runs/hook-input.ts";

function inputOf(said: object): HookInput {
  const parsed = parseHookInput(JSON.stringify(said));
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.input;
}

const [NOW, BEFORE] = ["hash now", "hash before"];
const start = { session_id: "s", hook_event_name: "SessionStart" };
/** What the hook says, the hash on record, and what comes of it. */
const CASES: readonly [string, object, string | undefined, string][] = [
  ["a start", { ...start, source: "startup" }, undefined, "text, given"],
  ["a new session of Copilot", { sessionId: "s", source: "new" }, undefined, "text, given"],
  ["a start without a reason", { session_id: "s" }, undefined, "text, given"],
  ["a session resumed with the same text", { ...start, source: "resume" }, NOW, "nothing, given"],
  ["a session resumed with another text", { ...start, source: "resume" }, BEFORE, "text, given"],
  ["a session resumed of which nothing is known", { ...start, source: "resume" }, undefined, "nothing, given"],
  ["a fork", { ...start, source: "fork" }, undefined, "nothing, given"],
  ["a compaction", { ...start, source: "compact" }, NOW, "text, given"],
  ["a cleared session", { ...start, source: "clear" }, NOW, "text, given"],
  ["a session without an id", { source: "resume" }, undefined, "nothing, nothing"],
  [
    "a session that leaves no trace",
    { ...start, transcript_path: null, source: "startup" },
    undefined,
    "text, nothing",
  ],
  ["a sub-agent", { ...start, agent_id: "a" }, undefined, "nothing, nothing"],
  ["a first prompt", { session_id: "s", hook_event_name: "UserPromptSubmit" }, undefined, "text, given"],
  ["a later prompt", { session_id: "s", hook_event_name: "UserPromptSubmit" }, NOW, "nothing, nothing"],
  ["a prompt after a change", { session_id: "s", hook_event_name: "BeforeAgent" }, BEFORE, "text, given"],
  ["the end of a turn", { session_id: "s", hook_event_name: "Stop" }, undefined, "nothing, nothing"],
  ["a tool of Claude", { session_id: "s", hook_event_name: "PostToolUse" }, undefined, "nothing, nothing"],
  ["a first tool of Cline", { taskId: "s", hookName: "PreToolUse", agent_id: "lead" }, undefined, "text, given"],
  ["a later tool of Cline", { taskId: "s", hookName: "PostToolUse" }, NOW, "nothing, nothing"],
  ["a helper of Cline", { taskId: "s__agent_1", hookName: "PreToolUse" }, undefined, "nothing, nothing"],
];

for (const [name, said, given, expected] of CASES) {
  test(`${name}: ${expected}`, () => {
    const { answer, record } = decideInjection(inputOf(said), given, NOW);
    expect(`${answer}, ${record}`).toBe(expected);
  });
}
