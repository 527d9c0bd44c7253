import type { AgentName } from "../agents/agent-name.ts";
import { HOOK_ANSWER_MAX_BYTES } from "../runs/hook-answer.ts";
import { jsonSnippet } from "./json-snippet.ts";
import { renderOpencodePlugin } from "./opencode-plugin.ts";
import { shellLine, type Wiring, withWords } from "./own-command.ts";
import { renderPiExtension } from "./pi-extension.ts";
import { renderRulesFile } from "./rules-file.ts";

/** Both hooks answer within a fraction of a second; a machine that is busy with other things gets this long. */
const TIMEOUT_SECONDS = 10;

/**
 * What makes an agent's sessions begin with their memory, and start the run that keeps it up to date: settings with
 * hooks, or a file that the agent loads by itself (`HOOK_PLACES`).
 */
export function renderHookSnippet(agent: AgentName, { program, root }: Wiring): string {
  const inject = shellLine(withWords(program, "instructions", "--for-hook", agent));
  const run = shellLine(withWords(program, "run", "--hook", "--detach"));
  switch (agent) {
    case "codex": {
      // In tokens: 2,500 where nothing is said, which is about what an answer of ours can be. Named with room to spare, so
      // that neither another default nor a text of few characters a token is cut.
      const limit = { additionalContextLimit: HOOK_ANSWER_MAX_BYTES };
      return startHooks([
        { type: "command", command: inject, timeout: TIMEOUT_SECONDS, ...limit },
        { type: "command", command: run, timeout: TIMEOUT_SECONDS },
      ]);
    }
    case "claude-code":
      return startHooks([inject, run].map((command) => ({ type: "command", command, timeout: TIMEOUT_SECONDS })));
    case "gemini-cli":
    case "qwen-code": {
      const named = [
        { name: "memories", command: inject },
        { name: "memories-run", command: run },
      ];
      return startHooks(
        named.map((hook) => ({ type: "command", ...hook, timeout: TIMEOUT_SECONDS * 1_000 })),
        { matcher: "*" },
      );
    }
    case "copilot": {
      const sessionStart = [inject, run].map((bash) => ({ type: "command", bash, timeoutSec: TIMEOUT_SECONDS }));
      return jsonSnippet({ version: 1, hooks: { sessionStart } });
    }
    case "opencode":
    case "kilo":
      return renderOpencodePlugin(agent, program);
    case "pi":
      return renderPiExtension(program);
    case "cline":
    case "cursor":
      return renderRulesFile(agent, { program, root });
  }
}

/** Where what is printed belongs, for a person. */
export const HOOK_PLACES: Readonly<Record<AgentName, string>> = {
  codex: "~/.codex/hooks.json (Codex asks once whether you trust it)",
  "claude-code": "~/.claude/settings.json",
  "gemini-cli": "~/.gemini/settings.json",
  "qwen-code": "~/.qwen/settings.json",
  copilot: "~/.copilot/hooks/memories.json",
  opencode: "~/.config/opencode/plugins/memories.js",
  kilo: "~/.config/kilo/plugins/memories.js",
  pi: "~/.pi/agent/extensions/memories.ts",
  cline: "~/Documents/Cline/Rules/memories.md",
  cursor: ".cursor/rules/memories.mdc of a project",
};

function startHooks(hooks: readonly object[], group: object = {}): string {
  return jsonSnippet({ hooks: { SessionStart: [{ ...group, hooks }] } });
}
