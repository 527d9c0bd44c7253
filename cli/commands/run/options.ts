import { resolve } from "node:path";
import { chooseAgent } from "../../../lib/core/consolidate/agent/agent-choice.ts";
import { recordedChoices } from "../../../lib/flow/model/recorded-choice.ts";
import type { RunOptions } from "../../../lib/flow/run/run.ts";
import type { World } from "../../../lib/flow/world.ts";
import type { CommandContext } from "../../command.ts";
import { expandTilde } from "../../config/places.ts";
import { PLACE_OPTIONS, repeatedWords } from "../../options/repeated-words.ts";
import { consolidateWords } from "../consolidate.ts";

/** What `run` asks of its parts. Throws `bad_option` for an agent that there is not. */
export function runOptions(world: World, { options, rest, env }: CommandContext, excludeThread?: string): RunOptions {
  const offline = options.offline === true;
  const record = options.record === undefined ? undefined : expandTilde(options.record, env);
  const replay = options.replay === undefined ? undefined : resolve(expandTilde(options.replay, env));
  const recorded =
    replay === undefined ? undefined : recordedChoices(replay, options.recordMissing === true ? "ask_live" : "refuse");
  const agent = options.agent ?? (offline ? "offline" : undefined);
  const choice = chooseAgent({
    agent,
    rest,
    model: options.model,
    configured: world.settings.consolidationModel,
    configuredNamed: world.settings.namedModels.has("consolidationModel"),
  });
  return {
    unbounded: options.limit === undefined && options.yes !== true ? "ask" : "confirmed",
    consolidationNeeds:
      recorded === undefined && choice.kind === "model" && choice.model.kind === "live" ? "live_model" : "nothing",
    bulk: options.force === true ? "let_go" : "hold_back",
    extract: {
      thread: options.thread,
      last: options.last,
      since: options.since,
      again: options.again,
      model: recorded?.extract ?? (offline ? "offline" : options.model),
      maxClaims: options.limit ?? (options.hook === true ? world.settings.maxRolloutsPerStartup : undefined),
      excludeThread: excludeThread ?? options.excludeThread,
      record,
      words: repeatedWords(options, [
        ...PLACE_OPTIONS,
        "offline",
        options.extractModel === undefined ? "model" : "extractModel",
        "api",
        "contextWindow",
        "since",
        "excludeThread",
        "sources",
        "allowedProviders",
        "denyCwd",
        "maxRolloutAgeDays",
      ]).map((word) => (word === "--extract-model" ? "--model" : word)),
    },
    consolidate: {
      agent: recorded === undefined ? agent : { kind: "model", model: recorded.consolidate },
      model: agent === undefined ? options.model : undefined,
      command: rest,
      confinement:
        options.unconfined === true ? "unconfined" : options.allowNetwork === true ? "network_on" : "network_off",
      readOnly: (options.ro ?? []).map((path) => expandTilde(path, env)),
      recordDir: record,
      waitSeconds: options.wait ?? 0,
      adoption: options.adopt === true ? "adopt" : "refuse",
      place: options.moveRoot === true ? "move" : "stay",
      words: consolidateWords(options, rest).map((word) => (word === "--consolidation-model" ? "--model" : word)),
    },
  };
}
