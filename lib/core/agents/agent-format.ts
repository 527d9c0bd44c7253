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
  /** Without them only lines of `kinds` are passed over. */
  readonly marks?: readonly string[];
  /** The facts that must be known before. */
  readonly needs: readonly (keyof SessionFacts)[];
  /** Lines that say by their beginnings which marks they may hold: of the longest, those of tools, mostly none. */
  readonly kinds?: readonly LineKind[];
}

/** Lines of one kind, or messages of a document. What begins in another way is looked through for all marks. */
export interface LineKind {
  /** Matches the first bytes of such a line. */
  readonly head: RegExp;
  /** Matches its last bytes as well. */
  readonly tail?: RegExp;
  /** Only lines with one of these matter. */
  readonly marks: readonly string[];
  /** Facts that must be known before, too. */
  readonly needs?: readonly (keyof SessionFacts)[];
  /**
   * Which of the times in the line is the record's own: the first or the last that stands behind this key, as a text or
   * as milliseconds.
   */
  readonly time: { readonly which: "first" | "last"; readonly key: string };
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
