import * as z from "zod/mini";

/** What agents hand to session-start hooks, as far as it matters here; other keys are ignored. */
const hookSchema = z.looseObject({
  session_id: z.nullish(z.string()),
  source: z.nullish(z.union([z.string(), z.record(z.string(), z.unknown())])),
  cwd: z.nullish(z.string()),
  ephemeral: z.nullish(z.boolean()),
  agent_id: z.nullish(z.string()),
  parent_thread_id: z.nullish(z.string()),
});

/** What a session start means for us: run (leaving the calling session out), or a reason to do nothing. */
export type HookDecision =
  | { readonly kind: "run"; readonly excludeThread: string | undefined }
  | { readonly kind: "skip"; readonly reason: string };

/** Sources in which no person types: their sessions start no run. */
const NON_INTERACTIVE = new Set(["exec", "mcp", "subagent", "unknown"]);

/**
 * Reads a hook's standard input. Empty input is a hook that says nothing, which is allowed; text that is no JSON object,
 * or one whose keys have the wrong type, is a reason to do nothing.
 */
export function decideHook(text: string): HookDecision {
  if (text.trim() === "") return { kind: "run", excludeThread: undefined };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "skip", reason: "the hook input is no JSON" };
  }
  const parsed = hookSchema.safeParse(value, { error: z.locales.en().localeError });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return { kind: "skip", reason: `the hook input is not understood: ${place}${issue?.message}` };
  }
  const { session_id, source, ephemeral, agent_id, parent_thread_id } = parsed.data;
  if (ephemeral === true) return { kind: "skip", reason: "the session is ephemeral" };
  if (typeof source === "object" && source !== null) return { kind: "skip", reason: "the session is a sub-agent's" };
  if (agent_id || parent_thread_id) return { kind: "skip", reason: "the session is a sub-agent's" };
  if (source && NON_INTERACTIVE.has(source)) return { kind: "skip", reason: `the session's source is ${source}` };
  return { kind: "run", excludeThread: session_id || undefined };
}
