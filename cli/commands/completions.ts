import { MemoriesError } from "../../lib/core/errors.ts";
import type { Command } from "../command.ts";
import { renderCompletions } from "../reference/completions.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

export const completionsCommand: Command = {
  name: "completions",
  summary: "Print the completion script of bash, zsh or fish",
  args: "<bash|zsh|fish>",
  options: [],
  examples: [
    "memories completions bash > ~/.local/share/bash-completion/completions/memories",
    "source <(memories completions zsh)",
    "memories completions fish > ~/.config/fish/completions/memories.fish",
  ],
  async run({ args, commands }) {
    const shell = SHELLS.find((name) => name === args[0]);
    if (shell === undefined) {
      throw new MemoriesError("bad_option", `no completions for ${JSON.stringify(args[0])}`, {
        hint: `give one of ${SHELLS.join(", ")}`,
      });
    }
    const text = renderCompletions(shell, await commands());
    return { exit: 0, json: { shell, script: text }, text };
  },
};
