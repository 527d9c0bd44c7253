import { rfc3339 } from "../text/time.ts";
import type { MemoryHead, MemoryTexts } from "../types.ts";
import { headerValue } from "./header-value.ts";

/** The text of a memory's file in `rollout_summaries/`: header lines, a blank line, the summary as stored. */
export function renderRolloutSummary(memory: MemoryHead & Pick<MemoryTexts, "rolloutSummary">): string {
  const header = [
    `thread_id: ${headerValue(memory.threadId)}`,
    `updated_at: ${rfc3339(memory.sourceUpdatedAt)}`,
    `rollout_path: ${headerValue(memory.rolloutPath)}`,
    `cwd: ${headerValue(memory.cwd)}`,
  ];
  // An empty name is no known one.
  if (memory.gitBranch) header.push(`git_branch: ${headerValue(memory.gitBranch)}`);
  return `${header.join("\n")}\n\n${memory.rolloutSummary}\n`;
}
