import { readInstructions } from "../../lib/flow/read/instructions.ts";
import type { Command } from "../command.ts";

export const instructionsCommand: Command = {
  name: "instructions",
  summary: "Print what tells a session about its memory",
  options: ["forHook"],
  examples: [
    "memories instructions",
    "memories instructions --for-hook",
    "memories instructions --verbose > /dev/null",
  ],
  async run({ world, options }) {
    const found = readInstructions(await world());
    if (options.forHook === true) {
      if (found === undefined) return { exit: 0 };
      // What session-start hooks of Claude Code and Codex read from a hook's stdout.
      const answer = { hookSpecificOutput: { hookEventName: "SessionStart", additionalContext: found.text } };
      return { exit: 0, rawJson: answer, text: JSON.stringify(answer) };
    }
    return {
      exit: 0,
      json: { instructions: found?.text ?? null, tokens: found?.tokens ?? 0 },
      ...(found !== undefined && { text: found.text }),
    };
  },
};
