import type { AgentName } from "../agents/agent-name.ts";
import { utf8Length } from "../text/bytes.ts";

/** Clients keep no more than this of what a hook prints, or put it into a file that nobody opens. */
export const HOOK_ANSWER_MAX_BYTES = 10_000;

/**
 * What a hook prints so that `text` reaches the model, in the caller's own form. Codex refuses keys that it does not
 * know and Copilot passes over the form of the others, so no answer has both.
 */
export function hookAnswer(agent: AgentName, text: string, event: string | undefined): object {
  switch (agent) {
    case "codex":
    case "claude-code":
    case "gemini-cli":
    case "qwen-code":
      return { hookSpecificOutput: { hookEventName: event ?? "SessionStart", additionalContext: text } };
    case "cursor":
      return { additional_context: text };
    case "cline":
      return { contextModification: text };
    // Copilot's own form, which our plugin and our extension read as well.
    case "copilot":
    case "opencode":
    case "kilo":
    case "pi":
      return { additionalContext: text };
  }
}

/** Whether the whole answer is one that clients take. */
export function isAnswerTaken(answer: object): boolean {
  return utf8Length(JSON.stringify(answer)) < HOOK_ANSWER_MAX_BYTES;
}
