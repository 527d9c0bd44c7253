import type { Change } from "../types.ts";
import { RAW_MEMORIES_FILE } from "./paths.ts";

/** What a workspace with these changes needs. */
export type WorkspaceOutcome =
  /** Nothing changed: the agent is not run. */
  | "no_changes"
  /** The very beginning without any memory: the empty list of memories is taken into the baseline. */
  | "no_input"
  /** An agent has to consolidate; also when all memories are gone and the baseline holds something to forget. */
  | "agent";

/** Decides by the changes against the baseline, of which `baselineFiles` is the number of files. */
export function workspaceOutcome(
  selected: number,
  baselineFiles: number,
  changes: readonly Change[],
): WorkspaceOutcome {
  if (changes.length === 0) return "no_changes";
  const [only] = changes;
  const isEmptyList = changes.length === 1 && only?.status === "A" && only.path === RAW_MEMORIES_FILE;
  return selected === 0 && baselineFiles === 0 && isEmptyList ? "no_input" : "agent";
}
