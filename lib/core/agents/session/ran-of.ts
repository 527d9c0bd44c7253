import type { Ran } from "../../evidence/ran.ts";
import type { ToolUse } from "../tools/tool-use.ts";
import type { SessionEvent } from "./session-event.ts";

/**
 * What ran, of a call that came back. What was denied or aborted did not run, or nobody knows how far. `touched`: the
 * files that the session has read or changed, by which a new file is told from one that is written over.
 */
export function ranOf(use: ToolUse, output: Extract<SessionEvent, { kind: "output" }>, touched: Set<string>): Ran[] {
  if (use.kind === "other" && use.reads !== undefined) touched.add(use.reads);
  if (output.end === "denied" || output.end === "aborted") return [];
  const failed = output.end === "failed";
  if (use.kind === "mcp") {
    return [{ kind: "mcp", server: use.server, tool: use.tool, arguments: use.arguments, failed }];
  }
  if (use.kind === "change") {
    if (failed) return [];
    return use.changes.map(({ path, change }) => {
      const known = touched.has(path);
      touched.add(path);
      return { kind: "file_change", path, change: change === "write" ? (known ? "update" : "add") : change };
    });
  }
  if (use.kind !== "command") return [];
  const of = use.cwd === undefined ? {} : { cwd: use.cwd };
  const parts = output.parts ?? use.commands.map((command) => ({ ...output, command, output: output.text }));
  return parts.map((part) => {
    const exitCode = part.exitCode ?? (output.end === "ok" ? 0 : undefined);
    const code = exitCode === undefined ? {} : { exitCode };
    return { kind: "command", command: part.command, ...of, ...code, output: part.output, by: "agent" };
  });
}
