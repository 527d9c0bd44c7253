/** A job's row while somebody holds it: what every write to it names, and how it is let go. */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { LEASE_SECONDS } from "../../../core/constants.ts";
import type { JobKind } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { leaseTime } from "../open/run.ts";
import { jobs } from "../open/schema.ts";

/** A job held under a token. */
export interface HeldJob {
  readonly kind: JobKind;
  readonly jobKey: string;
  readonly token: string;
}

/** The columns of a job that nobody holds. */
export const FREE = { workerId: null, ownershipToken: null, startedAt: null, leaseUntil: null } as const;

/** The row is held under the token. */
export function isHeldBy({ kind, jobKey, token }: HeldJob): SQL {
  return sql`(${and(eq(jobs.kind, kind), eq(jobs.jobKey, jobKey), eq(jobs.status, "running"), eq(jobs.ownershipToken, token))})`;
}

/** The same within a statement about another table. */
export function whileHeldBy(held: HeldJob): SQL {
  return sql`EXISTS (SELECT 1 FROM ${jobs} WHERE ${isHeldBy(held)})`;
}

/** The end of a lease that begins now. */
export function leaseEnd(state: State): SQL<number> {
  return sql<number>`${leaseTime(state)} + ${sql.raw(String(LEASE_SECONDS))}`;
}

/** Extends the lease of a held job; yields no row when it is lost. */
export function renewal(state: State, held: HeldJob) {
  return state.orm
    .update(jobs)
    .set({ leaseUntil: leaseEnd(state) })
    .where(isHeldBy(held))
    .returning({ key: jobs.jobKey });
}
