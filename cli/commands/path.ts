import type { Command } from "../command.ts";

export const pathCommand: Command = {
  name: "path",
  summary: "Print where the memory folder lies",
  options: [],
  examples: ["memories path", 'cd "$(memories path)"'],
  async run({ world }) {
    const { paths } = await world();
    const { root, home, codexHome, agentHomes } = paths;
    return { exit: 0, json: { root, home, agent_homes: { codex: codexHome, ...agentHomes } }, text: root };
  },
};
