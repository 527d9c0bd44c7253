import { refuseAlone, refuseTogether, refuseWithoutProgram } from "../../options/refuse-together.ts";
import type { Options } from "../../options/settings.ts";

/** Throws `bad_option` for options of `run` that exclude each other, or mean nothing alone. */
export function refuseContradictions({
  offline,
  model,
  extractModel,
  consolidationModel,
  agent,
  hook,
  detach,
  dryRun,
  record,
  replay,
  recordMissing,
  checkFolder,
  acceptGolden,
  thread,
  last,
  since,
  ...confinement
}: Options): void {
  for (const [flag, given] of [
    ["--record", record !== undefined],
    ["--offline", offline === true],
    ["--model", model !== undefined],
    ["--extract-model", extractModel !== undefined],
    ["--consolidation-model", consolidationModel !== undefined],
    ["--agent", agent !== undefined],
  ] as const) {
    refuseTogether(replay !== undefined && given, "--replay", flag);
  }
  refuseAlone(recordMissing === true && replay === undefined, "--record-missing", "--replay DIR");
  refuseAlone(acceptGolden === true && checkFolder === undefined, "--accept", "--check GOLDEN");
  refuseTogether(checkFolder !== undefined && dryRun === true, "--check", "--dry-run");
  refuseTogether(
    checkFolder !== undefined && (hook === true || detach === true),
    "--check",
    hook === true ? "--hook" : "--detach",
  );
  refuseTogether(dryRun === true && hook === true, "--dry-run", "--hook");
  refuseTogether(dryRun === true && detach === true, "--dry-run", "--detach");
  refuseTogether(dryRun === true && record !== undefined, "--dry-run", "--record");
  refuseTogether(last !== undefined && since !== undefined, "--last", "--since");
  refuseTogether(thread !== undefined && last !== undefined, "--thread", "--last");
  refuseTogether(thread !== undefined && since !== undefined, "--thread", "--since");
  const named = (model: string | undefined) => offline === true && model !== undefined && model !== "offline";
  refuseTogether(named(model), "--offline", "--model");
  refuseTogether(model !== undefined && extractModel !== undefined, "--model", "--extract-model");
  refuseTogether(model !== undefined && consolidationModel !== undefined, "--model", "--consolidation-model");
  refuseTogether(named(extractModel), "--offline", "--extract-model");
  refuseTogether(named(consolidationModel), "--offline", "--consolidation-model");
  refuseWithoutProgram(agent, confinement);
}
