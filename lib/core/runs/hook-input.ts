import * as z from "zod/mini";

const text = z.nullish(z.string());

/** What agents hand to their hooks, as far as it matters here; other keys are ignored. */
const hookSchema = z.looseObject({
  session_id: text,
  sessionId: text,
  taskId: text,
  conversation_id: text,
  transcript_path: text,
  transcriptPath: text,
  hook_event_name: text,
  hookName: text,
  source: z.nullish(z.union([z.string(), z.record(z.string(), z.unknown())])),
  cwd: text,
  ephemeral: z.nullish(z.boolean()),
  agent_id: text,
  parent_agent_id: text,
  parent_thread_id: text,
  cursor_version: text,
  initial_prompt: text,
});

/** The transcript that a hook names: its path, `none` where the session keeps none, undefined where it does not say. */
export type HookTranscript = { readonly path: string } | "none" | undefined;

/** What a hook's standard input says of the session that calls, whichever product wrote it. */
export interface HookInput {
  readonly sessionId: string | undefined;
  /** The name of the event as the product writes it; undefined where it does not say. */
  readonly event: string | undefined;
  /** Why the session starts (`startup`, `resume`, …), or the session's source. */
  readonly source: string | undefined;
  readonly transcript: HookTranscript;
  readonly session: "own" | "sub_agent" | "ephemeral";
  /** Which product's hand it shows; undefined where several write so. */
  readonly shape: "copilot" | "cline" | "cursor" | "codex" | undefined;
}

/** What was read, or why it could not be. */
export type ParsedHookInput = { readonly input: HookInput } | { readonly problem: string };

const NOTHING_SAID: HookInput = {
  sessionId: undefined,
  event: undefined,
  source: undefined,
  transcript: undefined,
  session: "own",
  shape: undefined,
};

/**
 * Reads a hook's standard input. Empty input is a hook that says nothing, which is allowed; text that is no JSON object,
 * or one whose keys have the wrong type, is a problem in words.
 */
export function parseHookInput(written: string): ParsedHookInput {
  if (written.trim() === "") return { input: NOTHING_SAID };
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    return { problem: "the hook input is no JSON" };
  }
  const parsed = hookSchema.safeParse(value, { error: z.locales.en().localeError });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return { problem: `the hook input is not understood: ${place}${issue?.message}` };
  }
  const said = parsed.data;
  return {
    input: {
      sessionId: said.session_id || said.sessionId || said.taskId || said.conversation_id || undefined,
      event: said.hook_event_name || said.hookName || undefined,
      source: typeof said.source === "string" ? said.source || undefined : undefined,
      transcript: transcriptOf(said),
      session: sessionOf(said),
      shape: shapeOf(said),
    },
  };
}

type Said = z.infer<typeof hookSchema>;

/** Codex names no transcript (`null`) for a session that it does not keep. */
function transcriptOf(said: Said): HookTranscript {
  const path = said.transcript_path ?? said.transcriptPath;
  if (path) return { path };
  return said.transcript_path === null || said.transcriptPath === null ? "none" : undefined;
}

function sessionOf(said: Said): HookInput["session"] {
  const isCustom = typeof said.source === "object" && typeof said.source?.custom === "string";
  if (typeof said.source === "object" && said.source !== null && !isCustom) return "sub_agent";
  if (said.parent_thread_id || said.parent_agent_id) return "sub_agent";
  // Cline numbers the person's own agent too; only a helper's task is made of its parent's id.
  if (shapeOf(said) === "cline" ? said.taskId?.includes("__agent_") : said.agent_id) return "sub_agent";
  return said.ephemeral === true || transcriptOf(said) === "none" ? "ephemeral" : "own";
}

function shapeOf(said: Said): HookInput["shape"] {
  if (said.cursor_version) return "cursor";
  if (said.taskId) return "cline";
  if (said.sessionId || (said.initial_prompt && transcriptOf(said) === undefined)) return "copilot";
  const transcript = transcriptOf(said);
  // Only Codex says that there is no transcript, and only its files are called so.
  if (transcript === "none") return "codex";
  return transcript !== undefined && /(^|[/\\])rollout-[^/\\]*$/.test(transcript.path) ? "codex" : undefined;
}
