import type { Duplicate } from "../../core/index/plan-index.ts";
import type { UnusableSessions } from "../../core/index/unusable-sessions.ts";
import type { AgentIndexReport } from "./agent-report.ts";

/** What one indexing of the Codex home found and did. */
export interface CodexIndexReport {
  /** Transcripts in the two folders. */
  readonly found: number;
  /** Threads whose transcript was read, and those whose file is as it was. */
  readonly indexed: number;
  readonly unchanged: number;
  /** Threads found to have no transcript any more, by this run. */
  readonly missing: readonly string[];
  /** Threads marked as polluted without being read again. */
  readonly polluted: readonly string[];
  /** Files left aside for a better one of the same thread. */
  readonly duplicates: readonly Duplicate[];
  /** Threads of this machine whose codex home moved here. */
  readonly taken_over: number;
  /** Other homes of this machine that have sessions of this one, too, and read them. */
  readonly left_to_homes: readonly { readonly home: string; readonly threads: number }[];
  /** Why the reference's database could not be read; null when it was, or there is none. */
  readonly codex_state_problem: string | null;
  /** That most sessions of the last weeks could not be used, and what wrote them; null when that is not so. */
  readonly unusable: UnusableSessions | null;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Folders that could not be listed, and what is no regular file, in words. */
  readonly passed_over: readonly string[];
  readonly bytes_read: number;
}

/** What one indexing found and did: in the Codex home, and in those of the other agents. */
export interface IndexReport extends CodexIndexReport {
  readonly agents: readonly AgentIndexReport[];
}

/** Where Codex is not read. */
export const NOTHING_INDEXED: CodexIndexReport = {
  found: 0,
  indexed: 0,
  unchanged: 0,
  missing: [],
  polluted: [],
  duplicates: [],
  taken_over: 0,
  left_to_homes: [],
  codex_state_problem: null,
  unusable: null,
  failed: [],
  passed_over: [],
  bytes_read: 0,
};
