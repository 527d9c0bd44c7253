import type { AgentName } from "../agents/agent-name.ts";
import type { HookInput } from "./hook-input.ts";

/** Where a product's transcripts lie, as its hooks name them. */
const TRANSCRIPTS: readonly (readonly [RegExp, AgentName])[] = [
  [/[/\\]\.claude[/\\]/, "claude-code"],
  [/[/\\]\.gemini[/\\]/, "gemini-cli"],
  [/[/\\]\.qwen[/\\]/, "qwen-code"],
  [/[/\\]\.copilot[/\\]/, "copilot"],
  [/[/\\]\.codex[/\\]/, "codex"],
];

/** What products set for their hooks. */
const VARIABLES: readonly (readonly [string, AgentName])[] = [
  ["GEMINI_SESSION_ID", "gemini-cli"],
  ["QWEN_SESSION_ID", "qwen-code"],
  ["CLAUDE_CODE_SESSION_ID", "claude-code"],
  ["COPILOT_CLI", "copilot"],
];

/**
 * Which product calls a hook, told by what it gives. What stands in the input goes before the environment, which a
 * client that was started from within another one inherits. Codex when nothing tells: its form is that of most.
 */
export function hookCaller(input: HookInput | undefined, env: Readonly<Record<string, string | undefined>>): AgentName {
  if (input?.shape !== undefined) return input.shape;
  const transcript = input?.transcript;
  if (typeof transcript === "object") {
    const known = TRANSCRIPTS.find(([place]) => place.test(transcript.path));
    if (known !== undefined) return known[1];
  }
  const named = VARIABLES.find(([name, agent]) => {
    // Copilot names no transcript when a session starts; whoever names one is another client inside of it.
    return Boolean(env[name]) && !(agent === "copilot" && transcript !== undefined);
  });
  return named?.[1] ?? "codex";
}
