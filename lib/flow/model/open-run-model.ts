import { inAttestationScope } from "../../core/model/attestation-scope.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import type { Place } from "../../core/model/paths.ts";
import { runAttestation } from "../../edge/attestation/run-attestation.ts";
import type { FetchGuards } from "../../edge/model/guarded-fetch.ts";
import { type OpenModel, openModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";

export interface RunModelOptions {
  readonly choice: Exclude<ModelChoice, { readonly kind: "offline" }>;
  readonly effort: "low" | "medium" | "high";
  /** Record each exchange into this folder. */
  readonly recordDir: string | undefined;
  /** Folders besides the homes and the root that recordings call by name; these win over the root's own path. */
  readonly places?: readonly Place[];
}

/**
 * Opens the model that a run asks, with this world's settings, environment, places and attestation. Sends nothing.
 * Throws `no_api_key`, `no_model`, `bad_config`, `bad_input`.
 */
export function openRunModel(world: World, options: RunModelOptions): OpenModel {
  const { settings, paths } = world;
  return openModel({
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
