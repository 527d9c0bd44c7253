import type { Duplicate } from "../../core/index/plan-index.ts";

/** What one indexing found and did. */
export interface IndexReport {
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
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly bytes_read: number;
}
