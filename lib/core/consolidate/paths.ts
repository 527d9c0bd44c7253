/** Names under the memory root, relative to it. */
export const HANDBOOK_FILE = "MEMORY.md";
export const SUMMARY_FILE = "memory_summary.md";
export const SKILLS_FOLDER = "skills";
export const RAW_MEMORIES_FILE = "raw_memories.md";
export const ROLLOUT_SUMMARIES_FOLDER = "rollout_summaries";
export const EXTENSIONS_FOLDER = "extensions";
export const WORKSPACE_DIFF_FILE = "phase2_workspace_diff.md";
/** The first line of `memory_summary.md`: the version of its form. */
export const SUMMARY_VERSION_LINE = "v1";
