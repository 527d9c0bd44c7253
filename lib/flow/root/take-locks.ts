import type { Phase2Decision, Phase2Mode } from "../../core/jobs/claim-phase2.ts";
import { describeWorker, renderWorkerId } from "../../core/jobs/worker-id.ts";
import { rfc3339 } from "../../core/text/time.ts";
import { workerIdentity } from "../../edge/process/worker-identity.ts";
import { type LockFile, type LockHolder, takeLockFile } from "../../edge/root/lock-file.ts";
import { peekPhase2 } from "../../edge/state/jobs/claim-phase2.ts";
import type { Claimant } from "../../edge/state/jobs/claim-stage1.ts";
import { getJob } from "../../edge/state/jobs/read-jobs.ts";
import { sleep } from "../lease/sleep.ts";
import { takeOverDead } from "../lease/take-over-dead.ts";
import type { World } from "../world.ts";

type Refusal = Exclude<Phase2Decision["outcome"], "claimed">;

/** What asking the database for its lock answers. `until`: seconds by its clock. */
export type ClaimResult<T> =
  | { readonly outcome: "claimed"; readonly claim: T }
  | { readonly outcome: Refusal; readonly until: number; readonly holder?: string };

/** Both locks of a root, held. The file is released last. */
export interface LocksTaken<T> {
  readonly kind: "taken";
  readonly lock: LockFile;
  readonly claim: T;
}

/** Why nothing is held. */
export interface LocksRefused {
  readonly kind: "refused";
  readonly outcome: Refusal;
  /** Seconds by the database's clock; undefined when a process with another database holds the root. */
  readonly until: number | undefined;
  /** Who holds it, in words. */
  readonly holder: string;
}

/**
 * Who has taken the file claims this database's job in the next moment, and then it is known until when; who works with
 * another database never does.
 */
const CLAIM_LOOKS = 10;
const CLAIM_PAUSE_MS = 20;

/**
 * Takes both locks of a root (canonical path): the file beside it, which keeps processes with different databases
 * apart, then the database's own with `claim`. What throws in between leaves nothing held.
 */
export async function takeLocks<T>(
  world: World,
  root: string,
  mode: Phase2Mode,
  claim: (claimant: Claimant) => Promise<ClaimResult<T>>,
): Promise<LocksTaken<T> | LocksRefused> {
  const taken = await takeLockFile(root);
  if (taken.kind === "held") return heldByFile(world, mode, taken.holder);
  const { lock } = taken;
  try {
    await takeOverDead(world);
    const result = await claim({ token: world.newId(), workerId: renderWorkerId(workerIdentity()), now: world.now });
    if (result.outcome === "claimed") return { kind: "taken", lock, claim: result.claim };
    await lock.release();
    const { outcome, until } = result;
    return { kind: "refused", outcome, until, holder: await holderInWords(world, result.holder) };
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

/** Who holds the root, as far as that is known, and since when. */
async function holderInWords(world: World, known: string | undefined): Promise<string> {
  const job = await getJob(await world.state(), "memory_consolidate_global", "global");
  const isHeld = job?.status === "running";
  const who = known ?? (isHeld ? describeWorker(job.workerId) : "another process");
  return isHeld && job.startedAt !== undefined ? `${who} (since ${rfc3339(job.startedAt)})` : who;
}

/** The file tells who, the database until when, if it is the same database. */
async function heldByFile(world: World, mode: Phase2Mode, who: LockHolder | undefined): Promise<LocksRefused> {
  const holder = await holderInWords(world, who && `process ${who.pid} on ${who.machine}`);
  const state = await world.state();
  for (let look = 1; look <= CLAIM_LOOKS; look += 1) {
    const decision = await peekPhase2(state, mode);
    if (decision.outcome !== "claimed") {
      return { kind: "refused", outcome: decision.outcome, until: decision.until, holder };
    }
    await sleep(CLAIM_PAUSE_MS, world.signal);
  }
  return { kind: "refused", outcome: "skipped_running", until: undefined, holder };
}
