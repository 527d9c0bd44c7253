import { SUMMARY_VERSION_LINE } from "../paths.ts";

/** What the agent is to do: begin, bring up to date, or begin the summary anew from a handbook that stays. */
export type AgentMode = "init" | "incremental" | "summary_rebuild";

/** The two files as they are in the copy; undefined where there is none. */
export interface MemoryFiles {
  readonly handbook: string | undefined;
  readonly summary: string | undefined;
}

/** Without a handbook there is nothing to keep; a summary of another form (or none) is made anew from it. */
export function agentMode(files: MemoryFiles): AgentMode {
  if (files.handbook === undefined || files.handbook.trim() === "") return "init";
  return firstLine(files.summary ?? "") === SUMMARY_VERSION_LINE ? "incremental" : "summary_rebuild";
}

/** A text up to its first line feed; a carriage return or a byte order mark belongs to the line. */
export function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end === -1 ? text : text.slice(0, end);
}
