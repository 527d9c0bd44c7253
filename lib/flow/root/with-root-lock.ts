import { MemoriesError } from "../../core/errors.ts";
import { ioFailure } from "../../core/io-failure.ts";
import { describeWorker } from "../../core/jobs/worker-id.ts";
import { rfc3339 } from "../../core/text/time.ts";
import { closeWorkspace } from "../../edge/git/baseline/workspace.ts";
import { removeLeftovers } from "../../edge/git/run/scratch.ts";
import { readJournal } from "../../edge/root/journal-file.ts";
import type { LockFile } from "../../edge/root/lock-file.ts";
import { clearStaging, stagingFolder } from "../../edge/root/staging.ts";
import { acquireExclusive, releaseExclusive } from "../../edge/state/jobs/acquire-exclusive.ts";
import { renewPhase2 } from "../../edge/state/jobs/finish-phase2.ts";
import { lateStop } from "../lease/late-stop.ts";
import { LeaseLost, withLease } from "../lease/with-lease.ts";
import type { World } from "../world.ts";
import { prepareWorkspace } from "./prepare.ts";
import { refuseLinkedFolders } from "./refuse-linked-folders.ts";
import { takeLocks } from "./take-locks.ts";
import { tellAside } from "./tell-aside.ts";

/** Somebody else works in the root. */
export interface RootHeld {
  readonly kind: "held";
  /** The end of the holder's lease, in seconds by the database's clock; undefined when another database holds it. */
  readonly until: number | undefined;
  /** Who holds it, in words. */
  readonly holder: string;
}

/**
 * Runs work that writes under the root (canonical path) with both locks held: the file beside the root and the
 * database's. What a crashed run left is cleared first. The work's signal aborts when a lock is lost; then it touches
 * nothing more. Afterwards the job is as it was before: cooldown, backoff and what is enqueued stay.
 */
export async function withRootLock<T>(
  world: World,
  root: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly kind: "done"; readonly value: T } | RootHeld> {
  refuseLinkedFolders(root);
  const state = await world.state();
  const taken = await takeLocks(world, root, "force", async (claimant) => {
    const result = await acquireExclusive(state, claimant);
    return result.outcome === "acquired"
      ? { outcome: "claimed", claim: result.loan }
      : { outcome: "skipped_running", until: result.until, holder: describeWorker(result.holder) };
  });
  if (taken.kind === "refused") return { kind: "held", until: taken.until, holder: taken.holder };
  const { lock, claim: loan } = taken;
  const late = lateStop(world.signal);
  try {
    const renew = async () => (await renewPhase2(state, loan)) && (await lock.isHeld());
    const ready = async (lost: AbortSignal) => {
      await clearCrash(world, root, lost);
      return work(lost);
    };
    const value = await withLease({ renew }, ready, { signal: late.signal });
    return { kind: "done", value };
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw lockLost(root);
    throw ioFailure(`cannot work in ${root}`, thrown);
  } finally {
    late.end();
    await releaseBoth(() => releaseExclusive(state, loan), lock);
    tellAside(world);
  }
}

/** The file goes whatever becomes of the database's lock. */
async function releaseBoth(releaseLoan: () => Promise<unknown>, lock: LockFile): Promise<void> {
  try {
    await releaseLoan();
  } finally {
    await lock.release();
  }
}

/** What a crashed run intended is finished before anybody else writes, and what it had prepared goes. */
async function clearCrash(world: World, root: string, lost: AbortSignal): Promise<void> {
  if (readJournal(root) !== undefined) closeWorkspace(await prepareWorkspace(world, root, "refuse", lost));
  clearStaging(world.paths.home, root);
  removeLeftovers(stagingFolder(world.paths.home));
}

/** The refusal of a command that cannot do without the lock. */
export function rootIsHeld(root: string, held: RootHeld): MemoriesError {
  const end = held.until === undefined ? "" : `, lease until ${rfc3339(held.until)}`;
  return new MemoriesError("busy", `${root} is being worked on by ${held.holder}${end}`, {
    hint: "try again when it is done; should it hang: memories jobs release global",
  });
}

function lockLost(root: string): MemoriesError {
  return new MemoriesError("busy", `the lock of ${root} was lost to another process; what was not done yet is left`, {
    hint: "run it again",
  });
}
