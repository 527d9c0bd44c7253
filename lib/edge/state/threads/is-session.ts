import { sql } from "drizzle-orm";
import { threads } from "../open/schema.ts";

/**
 * Whether a row is a session. Those of other agents than Codex in which no person speaks are stubs: their rows only
 * prove that their files have been read.
 */
export const IS_SESSION = sql`(${threads.agent} = 'codex' OR ${threads.firstUserMessage} <> '')`;
