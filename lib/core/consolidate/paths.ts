/** The handbook, relative to the memory root as all names here. */
export const HANDBOOK_FILE = "MEMORY.md";
/** The map of the handbook that every session is given. */
export const SUMMARY_FILE = "memory_summary.md";
/** Procedures, a folder each. */
export const SKILLS_FOLDER = "skills";
/** Generated: the raw memories of the selection. */
export const RAW_MEMORIES_FILE = "raw_memories.md";
/** Generated: a file for each selected thread. */
export const ROLLOUT_SUMMARIES_FOLDER = "rollout_summaries";
/** Material of others, a folder each. */
export const EXTENSIONS_FOLDER = "extensions";
/** There while a consolidation runs, and after one that failed. */
export const WORKSPACE_DIFF_FILE = "phase2_workspace_diff.md";
/** Files of a root that are no memory: no baseline records them. */
export const NO_MEMORY: ReadonlySet<string> = new Set([WORKSPACE_DIFF_FILE]);
/** The first line of `memory_summary.md`: the version of its form. */
export const SUMMARY_VERSION_LINE = "v1";
