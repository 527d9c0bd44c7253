import type { OpenModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";
import type { RunResult } from "./claim-loop.ts";
import type { ExtractReport } from "./report.ts";

/** Says once what ended the run and what to do, and what became of the sessions that it held. */
export async function explainStop(
  world: World,
  model: OpenModel | undefined,
  result: RunResult,
): Promise<ExtractReport["error"]> {
  const { endpointStop, jobs } = result;
  if (endpointStop === undefined || model === undefined) return null;
  const released = jobs.filter(({ outcome }) => outcome === "released").length;
  const given = released === 1 ? "1 session was given back" : `${released} sessions were given back`;
  const { message } = endpointStop.failure;
  if (endpointStop.kind === "outage") {
    world.log.failure(`the model endpoint is out: ${message}; ${given}, to be tried again later`);
    return { message, hint: null };
  }
  const { setupHint } = await import("../model/setup-hint.ts");
  const hint = await setupHint(world, model, endpointStop.fault ?? "alike");
  world.log.failure(`the set-up is wrong: ${message}`);
  world.log.failure(`  nothing is held against the sessions (${given}); ${hint}`);
  return { message, hint };
}
