import { type SQL, sql } from "drizzle-orm";
import { threads } from "../open/schema.ts";

/** Whether a thread's row belongs to one machine and home. */
export function inScope({ machine, codexHome }: { readonly machine: string; readonly codexHome: string }): SQL {
  return sql`(${threads.machine} = ${machine} AND ${threads.agentHome} = ${codexHome})`;
}
