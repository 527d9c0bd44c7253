import { channelOf as claudeChannel } from "../agents/claude-code/rules.ts";
import { parseSessionMeta } from "../agents/codex/session-meta.ts";
import { INTERACTIVE_SOURCES } from "../constants.ts";
import { objectOf, parseObject, textOf } from "../text/json.ts";
import type { ParsedHookInput } from "./hook-input.ts";

/** What a session start means for us: run (leaving the calling session out), or a reason to do nothing. */
export type HookDecision =
  | { readonly kind: "run"; readonly excludeThread: string | undefined }
  | { readonly kind: "skip"; readonly reason: string };

/** Sources in which no person types: their sessions start no run. */
const NON_INTERACTIVE = new Set(["exec", "mcp", "subagent", "unknown"]);

/**
 * Decides what a session-start hook does. `transcriptSource`: what the transcript's first line calls its source, which
 * alone tells `codex exec` from a person's session; undefined where no line says.
 */
export function decideHook(parsed: ParsedHookInput, transcriptSource: string | undefined): HookDecision {
  if ("problem" in parsed) return { kind: "skip", reason: parsed.problem };
  const { sessionId, session, source } = parsed.input;
  if (session === "ephemeral") return { kind: "skip", reason: "the session is ephemeral" };
  if (session === "sub_agent") return { kind: "skip", reason: "the session is a sub-agent's" };
  if (source !== undefined && NON_INTERACTIVE.has(source)) {
    return { kind: "skip", reason: `the session's source is ${source}` };
  }
  if (transcriptSource !== undefined && !INTERACTIVE_SOURCES.some((known) => known === transcriptSource)) {
    return { kind: "skip", reason: `the session's transcript says its source is ${transcriptSource}` };
  }
  return { kind: "run", excludeThread: sessionId };
}

/**
 * The source that a transcript's first line names, `cli` for what a person typed; undefined where it names none. A
 * sub-agent's is `subagent`.
 */
export function sourceOfFirstLine(line: string): string | undefined {
  const record = parseObject(line);
  if (record === undefined) return undefined;
  const payload = objectOf(record.payload);
  if (record.type === "session_meta" && payload !== undefined) {
    const source = parseSessionMeta(payload).source;
    return source?.startsWith("{") ? "subagent" : source;
  }
  // Gemini's first line calls a helper's session so.
  if (record.kind === "subagent" || record.isSidechain === true) return "subagent";
  return textOf(record.entrypoint) === undefined ? undefined : claudeChannel(record);
}
