import type { JsonObject } from "../text/json.ts";
import type { AgentName } from "./agent-name.ts";
import type { SessionEvent, SessionFacts } from "./session/session-event.ts";
import type { McpName } from "./tools/mcp-name.ts";

/** What a record says: its time, whether a fork copied it, and what it means. */
export interface RecordMeaning {
  /** Undefined for a kind of record that the reader does not know. */
  readonly events: readonly SessionEvent[] | undefined;
  /** Milliseconds since the epoch. */
  readonly timeMs?: number;
  /** What names the record in every file that holds it: a session in several files is read once by it. */
  readonly id?: string;
  readonly copied?: true;
}

/**
 * How lines are passed over unread. A first index reads mostly what it has no use for; `ignored` lines mean nothing to
 * anyone, and once a session's facts are known, its metadata needs no line without one of `marks`.
 */
export interface Glance {
  readonly ignored: readonly string[];
  readonly marks: readonly string[];
  /** The facts that must be known before. */
  readonly needs: readonly (keyof SessionFacts)[];
}

/** One product's transcripts: everything that is particular about it. */
export interface AgentFormat {
  readonly agent: AgentName;
  /** What a record means. Never throws, whatever the record holds. */
  readonly read: (record: JsonObject, facts: SessionFacts) => RecordMeaning;
  /** The MCP server and tool that a tool's name names; undefined for the product's own tools. */
  readonly mcpName: (name: string) => McpName | undefined;
  readonly glance?: Glance;
}
