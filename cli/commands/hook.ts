import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { HOOK_PLACES, renderHookSnippet } from "../../lib/core/setup/hook-snippet.ts";
import { ownCommand } from "../argv/own-command.ts";
import type { Command } from "../command.ts";
import { nearestName } from "../options/nearest.ts";

export const hookCommand: Command = {
  name: "hook",
  summary: "Print what makes an agent's sessions start with their memory",
  args: "<AGENT>",
  options: [],
  examples: ["memories hook codex", "memories hook pi > ~/.pi/agent/extensions/memories.ts"],
  async run(context) {
    const [named = ""] = context.args;
    const agent = AGENT_NAMES.find((name) => name === named);
    if (agent === undefined) {
      const near = nearestName(named, AGENT_NAMES);
      throw new MemoriesError("bad_option", `there is no agent ${JSON.stringify(named)}`, {
        hint: near === undefined ? `agents are ${AGENT_NAMES.join(", ")}` : `did you mean ${near}?`,
      });
    }
    const world = await context.world();
    const text = renderHookSnippet(agent, { program: ownCommand(context, []), root: world.paths.root });
    world.log.info(`for ${HOOK_PLACES[agent]}`);
    return { exit: 0, json: { agent, place: HOOK_PLACES[agent], content: text }, text };
  },
};
