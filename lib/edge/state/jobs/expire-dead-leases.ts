import { and, eq, gt } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { leaseTime, run } from "../open/run.ts";
import { jobs } from "../open/schema.ts";
import { isHeldBy } from "./held.ts";

/**
 * Ends the leases whose holder `isDead` says is gone, so that the next claim takes them over as it does any that ran
 * out, and spends a retry on it. Each write names the token that was seen, so a lease that changed hands meanwhile
 * stays. Returns the keys of their jobs.
 */
export async function expireDeadLeases(
  state: State,
  isDead: (workerId: string | undefined) => boolean,
): Promise<string[]> {
  const { kind, jobKey, workerId, ownershipToken: token, status, leaseUntil } = jobs;
  const held = await run(
    state.orm
      .select({ kind, jobKey, workerId, token })
      .from(jobs)
      .where(and(eq(status, "running"), gt(leaseUntil, leaseTime(state)))),
  );
  const expired: string[] = [];
  for (const { workerId: worker, token: seen, ...job } of held) {
    if (seen === null || !isDead(worker ?? undefined)) continue;
    await admitWriter(state);
    fault("state.finish", job.jobKey);
    const changed = await run(
      state.orm
        .update(jobs)
        .set({ leaseUntil: leaseTime(state) })
        .where(isHeldBy({ ...job, token: seen }))
        .returning({ key: jobKey }),
    );
    if (changed.length > 0) expired.push(job.jobKey);
  }
  return expired;
}
