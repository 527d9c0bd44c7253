import type { HookInput } from "./hook-input.ts";

/** What a hook does with the text: print it or not, and remember it as given or not. */
export interface InjectionDecision {
  readonly answer: "text" | "nothing";
  readonly record: "given" | "nothing";
}

/** Events whose context reaches the model before a turn; from every other one it would start turns or be lost. */
const STARTS = new Set(["sessionstart", "taskstart"]);
const PROMPTS = new Set(["userpromptsubmit", "userpromptsubmitted", "beforeagent", "beforesubmitprompt"]);
/** Tool hooks are the only ones whose context Cline passes on. */
const TOOLS = new Set(["pretooluse", "posttooluse"]);
/** Starts of a session whose history holds what it was given before. */
const GOES_ON = new Set(["resume", "fork"]);

/**
 * Decides whether a session gets the text. `given`: the hash of what it was given before, `present` that of the text
 * now. A session that goes on has the text in its history: it gets a changed one only, and is taken to have the present
 * one when nothing was recorded; after a compaction and a clear the history is gone. Nothing is recorded without an id,
 * nor of a session that leaves no trace.
 */
export function decideInjection(input: HookInput, given: string | undefined, present: string): InjectionDecision {
  const nothing = { answer: "nothing", record: "nothing" } as const;
  if (input.session === "sub_agent") return nothing;
  const event = input.event?.toLowerCase();
  const isTool = input.shape === "cline" && event !== undefined && TOOLS.has(event);
  const isLater = event !== undefined && (PROMPTS.has(event) || isTool);
  if (event !== undefined && !STARTS.has(event) && !isLater) return nothing;
  const record = input.sessionId === undefined || input.session === "ephemeral" ? "nothing" : "given";
  if (input.source !== undefined && GOES_ON.has(input.source)) {
    return { answer: given === undefined || given === present ? "nothing" : "text", record };
  }
  if (isLater && given === present) return { answer: "nothing", record: "nothing" };
  return { answer: "text", record };
}
