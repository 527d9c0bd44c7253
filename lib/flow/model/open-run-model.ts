import type { BudgetLimits } from "../../core/cost/budget.ts";
import { MemoriesError } from "../../core/errors.ts";
import { inAttestationScope } from "../../core/model/attestation-scope.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import type { Place } from "../../core/model/paths.ts";
import { runAttestation } from "../../edge/attestation/run-attestation.ts";
import type { FetchGuards } from "../../edge/model/guarded-fetch.ts";
import { type OpenModel, openModel } from "../../edge/model/open-model.ts";
import { makerOf } from "../cost/maker-of.ts";
import { type Account, bookingMeter } from "../cost/request-meter.ts";
import type { World } from "../world.ts";

export interface RunModelOptions {
  readonly choice: Exclude<ModelChoice, { readonly kind: "offline" }>;
  readonly effort: "low" | "medium" | "high";
  /** Record each exchange into this folder. */
  readonly recordDir: string | undefined;
  /** Folders besides the homes and the root that recordings call by name; these win over the root's own path. */
  readonly places?: readonly Place[];
  /** Whose requests are booked, and the budget they stay in. Default: nothing is booked. */
  readonly account?: Pick<Account, "run" | "phase" | "budget">;
  /** The service tier that requests ask for; undefined: none is named. */
  readonly serviceTier?: string | undefined;
}

/** The model of a run, with its books. */
export interface RunModel extends OpenModel {
  /** Throws what kept a request from being booked. */
  checkBooks(): void;
}

/**
 * Opens the model that a run asks, with this world's settings, environment, places and attestation. Sends nothing.
 * Throws `no_api_key`, `no_model`, `bad_config`, `bad_input`, and `bad_config` for a bound in dollars on a model whose
 * price is not known.
 */
export async function openRunModel(world: World, options: RunModelOptions): Promise<RunModel> {
  const { settings, paths } = world;
  const { account, choice } = options;
  const maker = makerOf(world, choice);
  if (account !== undefined && maker.price === undefined) refuseUnpricedBound(account.budget.limits, maker.model);
  const meter =
    account === undefined || (choice.kind === "replay" && choice.missing !== "ask_live")
      ? undefined
      : bookingMeter(world, { ...account, model: choice.id, host: maker.host ?? "", price: maker.price });
  const model = openModel({
    meter,
    apiKey: meter === undefined && choice.kind === "replay" ? undefined : await keyOf(world),
    serviceTier: options.serviceTier,
    choice: options.choice,
    effort: options.effort,
    api: settings.api,
    timeoutSeconds: settings.timeout,
    plainHttp: settings.plainHttp,
    env: world.env,
    places: [
      ...(options.places ?? []),
      { name: "root", path: paths.root },
      { name: "codex-home", path: paths.codexHome },
      { name: "home", path: paths.home },
    ],
    recordDir: options.recordDir,
    attest: attestation(world),
    warn: once((message) => world.log.warn(message)),
    monotonicMs: world.monotonicMs,
  });
  return { ...model, checkBooks: () => meter?.check() };
}

/** The key of the environment wins: then neither file nor program is looked at. */
async function keyOf({ settings, env, signal }: World): Promise<string | undefined> {
  if (env.OPENAI_API_KEY?.trim()) return undefined;
  const { apiKeyFile, apiKeyCommand } = settings;
  if (apiKeyFile === undefined && apiKeyCommand.length === 0) return undefined;
  const { readApiKey } = await import("../../edge/model/api-key.ts");
  return readApiKey({ file: apiKeyFile, command: apiKeyCommand, env, signal });
}

/** A bound that cannot be held is worse than none. */
function refuseUnpricedBound({ maxCost, dayCost }: BudgetLimits, model: string): void {
  if (maxCost === undefined && dayCost === undefined) return;
  const bound = maxCost === undefined ? "day_cost" : "--max-cost";
  throw new MemoriesError("bad_config", `${bound}: no price is known of ${model}`, {
    hint: `name its price under [prices] in memories.toml, or bound its tokens: --max-tokens`,
  });
}

/** Asks the program for each request within the scopes; whatever goes wrong, one warning is enough. */
function attestation(world: World): FetchGuards["attest"] {
  const { attestationCommand, attestationScopes } = world.settings;
  let warned = false;
  const warn = (problem: string) => {
    if (!warned) world.log.warn(`requests go without attestation: ${problem}`);
    warned = true;
  };
  return async (url, signal) => {
    if (!inAttestationScope(url, attestationScopes)) return undefined;
    if (attestationCommand.length === 0) {
      warn("no attestation_command is set");
      return undefined;
    }
    const answer = await runAttestation(attestationCommand, world.env, signal);
    if ("value" in answer) return answer.value;
    if (signal?.aborted !== true) warn(`attestation_command: ${answer.problem}`);
    return undefined;
  };
}

function once(say: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (!said.has(message)) say(message);
    said.add(message);
  };
}
