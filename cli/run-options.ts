import { chooseAgent } from "../lib/core/consolidate/agent-choice.ts";
import type { RunOptions } from "../lib/flow/run.ts";
import type { World } from "../lib/flow/world.ts";
import type { CommandContext } from "./command.ts";
import { expandTilde } from "./places.ts";

/** What `run` asks of its parts. Throws `bad_option` for an agent that there is not. */
export function runOptions(world: World, { options, rest, env }: CommandContext, excludeThread?: string): RunOptions {
  const offline = options.offline === true;
  const recordDir = options.record === undefined ? undefined : expandTilde(options.record, env);
  const { settings } = world;
  return {
    extract: {
      model: offline ? "offline" : undefined,
      maxClaims: options.maxClaims,
      excludeThread: excludeThread ?? options.excludeThread,
      record: recordDir,
    },
    consolidate: {
      agent: chooseAgent({
        agent: options.agent ?? (offline ? "offline" : undefined),
        rest,
        model: undefined,
        configured: settings.consolidationModel,
        configuredNamed: settings.namedModels.has("consolidationModel"),
      }),
      mode: "normal",
      waitSeconds: 0,
      place: "stay",
      confinement:
        options.unconfined === true ? "unconfined" : options.allowNetwork === true ? "network_on" : "network_off",
      recordDir,
      adoption: "refuse",
    },
  };
}
