import { AGENT_NAMES } from "../../agents/agent-name.ts";
import { DEFAULT_CONSOLIDATION_MODEL } from "../../constants.ts";
import { MemoriesError } from "../../errors.ts";
import { chooseModel, type ModelChoice } from "../../model/model-choice.ts";

/** Who consolidates: rules, a model with this product's tools, or a program of the user's. */
export type AgentChoice =
  | { readonly kind: "offline" }
  | { readonly kind: "model"; readonly model: Exclude<ModelChoice, { readonly kind: "offline" }> }
  | { readonly kind: "command"; readonly argv: readonly string[] };

export interface AgentNames {
  /** What `--agent` says: `model`, `offline`, `replay:DIR`, `command`; undefined is `model`. */
  readonly agent: string | undefined;
  /** What follows `--`. */
  readonly rest: readonly string[];
  /** What `--model` says. */
  readonly model: string | undefined;
  readonly configured: string;
  readonly configuredNamed: boolean;
}

/** Reads the names. Throws `bad_option` for an agent that there is not, or a command that is not given. */
export function chooseAgent(names: AgentNames): AgentChoice {
  const agent = names.agent ?? "model";
  if (agent !== "command" && names.rest.length > 0) {
    throw new MemoriesError("bad_option", `a command after -- needs --agent command: ${names.rest[0]}`, {
      hint: "write --agent command before the --, or leave the command out",
    });
  }
  if (agent === "command") return commandOf(names.rest);
  if (agent === "offline") return { kind: "offline" };
  if (agent === "model") return modelOf(names, names.model);
  if (agent.startsWith("replay:")) return modelOf({ ...names, configured: names.model ?? names.configured }, agent);
  const isRead = AGENT_NAMES.some((name) => name === agent);
  throw new MemoriesError("bad_option", `--agent: ${JSON.stringify(agent)} consolidates nothing`, {
    hint: `give model, offline, replay:DIR, or command -- CMD …${isRead ? `; --from ${agent} reads its sessions alone` : ""}`,
  });
}

function commandOf(argv: readonly string[]): AgentChoice {
  if (argv.length > 0) return { kind: "command", argv };
  throw new MemoriesError("bad_option", "--agent command names no command", {
    hint: "write it after --, as in: memories consolidate --agent command -- my-agent --flag",
  });
}

function modelOf({ configured, configuredNamed }: AgentNames, typed: string | undefined): AgentChoice {
  const model = chooseModel({ typed, configured, configuredNamed, fallback: DEFAULT_CONSOLIDATION_MODEL });
  return model.kind === "offline" ? { kind: "offline" } : { kind: "model", model };
}
