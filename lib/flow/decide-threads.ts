import { type DecidedThread, decideRun } from "../core/jobs/decide-run.ts";
import type { DecisionRules } from "../core/jobs/decide-stage1.ts";
import { eligibilityRules } from "../core/jobs/eligibility.ts";
import { listStage1Facts } from "../edge/state/candidates.ts";
import { leaseNow } from "../edge/state/clock.ts";
import type { World } from "./world.ts";

/** Every indexed thread with what a run at defaults would do with it, and the rules that say so. */
export interface DecidedThreads {
  readonly threads: readonly DecidedThread[];
  readonly rules: DecisionRules;
  /** The database's clock, by which leases and retries are judged. */
  readonly leaseNow: number;
}

/** Decides all threads under the settings, as `run` would. The index is the caller's to bring up to date. */
export async function decideThreads(world: World): Promise<DecidedThreads> {
  const state = await world.state();
  const rules: DecisionRules = {
    eligibility: eligibilityRules(
      world.settings,
      { machine: await world.machine(), codexHome: world.paths.codexHome, excluded: [] },
      world.now,
    ),
    waived: new Set(),
    maxClaims: world.settings.maxRolloutsPerStartup,
    concurrency: world.settings.concurrency,
  };
  const at = await leaseNow(state);
  return { threads: decideRun(await listStage1Facts(state), rules, at), rules, leaseNow: at };
}
