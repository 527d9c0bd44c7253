import { renderSetupHint, type SetupFault } from "../../core/model/faults/setup-fault.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";

/** The one thing to change; for a model that is not there, the endpoint is asked which are. */
export async function setupHint(
  world: World,
  model: OpenModel,
  fault: SetupFault | "alike",
  oneSession?: string,
): Promise<string> {
  const { endpoint } = model;
  const models = fault === "model" ? ((await endpoint?.models(world.signal)) ?? []) : [];
  const context = { modelId: model.id, api: world.settings.api, baseUrl: endpoint?.baseUrl ?? "", models, oneSession };
  return renderSetupHint(fault, context);
}
