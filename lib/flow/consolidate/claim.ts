import type { Phase2Mode } from "../../core/jobs/claim-phase2.ts";
import { rfc3339 } from "../../core/text/time.ts";
import type { LockFile } from "../../edge/root/lock-file.ts";
import { claimPhase2, type Phase2Claim, peekPhase2 } from "../../edge/state/jobs/claim-phase2.ts";
import { releasePhase2 } from "../../edge/state/jobs/finish-phase2.ts";
import { claimRoot, moveRoot, type RootPlace, readRoot } from "../../edge/state/memory/roots.ts";
import { sleep } from "../lease/sleep.ts";
import { takeLocks } from "../root/take-locks.ts";
import type { World } from "../world.ts";
import type { SkippedStatus } from "./report.ts";

export interface ClaimOptions {
  readonly mode: Phase2Mode;
  /** Wait so many seconds for somebody else's lock. */
  readonly waitSeconds: number;
  /** `move`: the root of this DB is here from now on. */
  readonly place: "stay" | "move";
}

/** Both locks, held. */
export interface Held {
  readonly kind: "held";
  readonly claim: Phase2Claim;
  readonly lock: LockFile;
}

/** Why nothing was claimed, in words that say until when and how to pass. */
export interface Skipped {
  readonly kind: "skipped";
  readonly status: SkippedStatus;
  /** Seconds by the database's clock. */
  readonly retryAt: number | undefined;
  readonly message: string;
}

/** Between two looks at a lock that is waited for. */
const LOOK_MS = 500;

/** Claims the job and the root's lock file, or says why not. Nothing is held after a skip. */
export async function claimConsolidation(world: World, root: string, options: ClaimOptions): Promise<Held | Skipped> {
  const elsewhere = await otherRoot(world, root, options);
  if (elsewhere !== undefined) return elsewhere;
  const end = world.monotonicMs() + options.waitSeconds * 1_000;
  for (let told = false; ; told = true) {
    const outcome = await tryOnce(world, root, options);
    const left = end - world.monotonicMs();
    if (outcome.kind === "held" || outcome.status !== "skipped_running" || left <= 0) return outcome;
    if (!told) world.log.info(`${outcome.message}; waiting`);
    await sleep(Math.min(LOOK_MS, left), world.signal);
    world.signal.throwIfAborted();
  }
}

/** What a claim would answer now; claims nothing. */
export async function peekConsolidation(
  world: World,
  root: string,
  options: ClaimOptions,
): Promise<Skipped | undefined> {
  const elsewhere = await otherRoot(world, root, options);
  if (elsewhere !== undefined) return elsewhere;
  const decision = await peekPhase2(await world.state(), options.mode);
  return decision.outcome === "claimed" ? undefined : skipped(decision.outcome, decision.until);
}

async function tryOnce(world: World, root: string, options: ClaimOptions): Promise<Held | Skipped> {
  const state = await world.state();
  const taken = await takeLocks(world, root, options.mode, (claimant) => claimPhase2(state, claimant, options.mode));
  if (taken.kind === "refused") return skipped(taken.outcome, taken.until, taken.holder);
  const { claim, lock } = taken;
  try {
    const moved = await recordRoot(world, root, options);
    if (moved === undefined) return { kind: "held", claim, lock };
    await releasePhase2(state, claim);
    await lock.release();
    return moved;
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

async function otherRoot(world: World, root: string, { place }: ClaimOptions): Promise<Skipped | undefined> {
  const known = await readRoot(await world.state());
  return place === "move" ? undefined : unlessHere(known, { machine: await world.machine(), path: root });
}

/** Records the root of the DB, unless somebody recorded another one in this very moment. */
async function recordRoot(world: World, root: string, { place }: ClaimOptions): Promise<Skipped | undefined> {
  const state = await world.state();
  const here = { machine: await world.machine(), path: root };
  if (place === "stay") return unlessHere(await claimRoot(state, here, world.now), here);
  const known = await readRoot(state);
  if (known?.machine !== here.machine || known.path !== here.path) await moveRoot(state, here, world.now);
  return undefined;
}

function unlessHere(known: RootPlace | undefined, here: RootPlace): Skipped | undefined {
  if (known === undefined || (known.machine === here.machine && known.path === here.path)) return undefined;
  const where = known.machine === here.machine ? known.path : `${known.path} on machine ${known.machine}`;
  const message = `the memory root of this database is ${where}; consolidate there, or move it here with --move-root`;
  return { kind: "skipped", status: "skipped_other_root", retryAt: undefined, message };
}

function skipped(status: SkippedStatus, until: number | undefined, holder = "another process"): Skipped {
  const end = until === undefined ? "" : ` until ${rfc3339(until)}`;
  return { kind: "skipped", status, retryAt: until, message: WORDS[status](end, holder) };
}

const WORDS: Record<SkippedStatus, (end: string, holder: string) => string> = {
  skipped_running: (end, holder) =>
    `${holder} is consolidating${end === "" ? "" : ` (its lease runs${end})`}; --wait SECONDS waits for it, memories jobs release global frees it`,
  skipped_cooldown: (end) =>
    `nothing consolidated: the last run was a short while ago; cooling down${end}; memories consolidate works now`,
  skipped_retry_unavailable: (end) =>
    `nothing consolidated: the last run failed; waiting${end}; memories consolidate tries now`,
  skipped_other_root: () => "nothing consolidated: the memory root of this database is elsewhere; --move-root moves it",
};
