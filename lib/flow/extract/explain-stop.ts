import { describeAlike } from "../../core/model/faults/alike.ts";
import { shortIds } from "../../core/text/short-ids.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";
import type { RunResult } from "./claim-loop.ts";
import type { ExtractReport } from "./report.ts";

/** The run that ended, as far as its explanation names it. */
export interface StoppedRun {
  /** `model at host`. */
  readonly where: string;
  /** Ids of all sessions, among which one is to be told by its beginning. */
  readonly sessions: readonly string[];
  /** The words that the run was typed with. */
  readonly words: readonly string[];
}

/** Says once what ended the run and what to do, and what became of the sessions that it held. */
export async function explainStop(
  world: World,
  model: OpenModel | undefined,
  { endpointStop, jobs }: RunResult,
  { where, sessions, words }: StoppedRun,
): Promise<ExtractReport["error"]> {
  if (endpointStop === undefined || model === undefined) return null;
  const released = jobs.filter(({ outcome }) => outcome === "released").length;
  const given = released === 1 ? "1 session was given back" : `${released} sessions were given back`;
  const { alike, fault } = endpointStop;
  if (endpointStop.kind === "outage") {
    const { message } = endpointStop.failure;
    world.log.failure(`the model endpoint is out: ${message}; ${given}, to be tried again later`);
    return { message, hint: null };
  }
  const { setupHint } = await import("../model/setup-hint.ts");
  const [first] = alike?.ids ?? [];
  const id = first === undefined ? "ID" : (shortIds(sessions).get(first) ?? first);
  const oneSession = ["memories extract --thread", id, "--record DIR", ...words].join(" ");
  const hint = await setupHint(world, model, fault ?? "alike", oneSession);
  const message = alike === undefined ? endpointStop.failure.message : describeAlike(alike, where);
  const told = alike === undefined ? `the set-up is wrong: ${message}` : message;
  world.log.failure(told, `nothing is held against the sessions; ${hint}`);
  return { message, hint };
}
