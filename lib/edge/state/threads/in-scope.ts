import { type SQL, sql } from "drizzle-orm";
import { threads } from "../open/schema.ts";
import type { IndexScope } from "./index-scope.ts";

/** Whether a thread's row belongs to one machine and one home of one agent. */
export function inScope({ machine, agent, agentHome }: IndexScope): SQL {
  return sql`(${threads.machine} = ${machine} AND ${threads.agentHome} = ${agentHome} AND ${threads.agent} = ${agent})`;
}
