import { decideHook, type HookDecision, sourceOfFirstLine } from "../../core/runs/decide-hook.ts";
import { type ParsedHookInput, parseHookInput } from "../../core/runs/hook-input.ts";
import { readFirstLine } from "../../edge/transcripts/read-first-line.ts";

/** What a session-start hook was given: what it says, and the source that the transcript it names begins with. */
export interface HookSession {
  readonly parsed: ParsedHookInput;
  readonly decision: HookDecision;
}

/** Reads a hook's standard input and the first line of the transcript that it names. Throws nothing of theirs. */
export function readHook(text: string): HookSession {
  const parsed = parseHookInput(text);
  const transcript = "input" in parsed ? parsed.input.transcript : undefined;
  const line = typeof transcript === "object" ? readFirstLine(transcript.path) : undefined;
  return { parsed, decision: decideHook(parsed, line === undefined ? undefined : sourceOfFirstLine(line)) };
}
