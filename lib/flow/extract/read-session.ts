import { renderStageOnePrompt, type StageOnePrompt } from "../../core/extract/stage-one-prompt.ts";
import { redactText } from "../../core/redact/redact.ts";
import { type Evidence, readEvidence } from "../../edge/transcripts/read-evidence.ts";
import type { World } from "../world.ts";

/** A transcript as a request of phase 1 carries it. */
export interface SessionInput {
  readonly prompt: StageOnePrompt;
  readonly evidence: Evidence;
}

/** Throws `bad_template` before anything is touched, rather than at the first session. */
export function checkTemplates({ templates }: World): void {
  renderStageOnePrompt(templates, { rolloutPath: "", cwd: "", evidence: "" });
}

/** Reads, filters, redacts and budgets a transcript and renders the prompt. Throws `rollout_unreadable`, and the
 * reason of `signal`. */
export async function readSession(
  world: World,
  session: { readonly rolloutPath: string; readonly cwd: string },
  budgetBytes: number,
  signal: AbortSignal = world.signal,
): Promise<SessionInput> {
  const evidence = await readEvidence(session.rolloutPath, { budgetBytes, redact: redactText, signal });
  const { rolloutPath, cwd } = session;
  return { evidence, prompt: renderStageOnePrompt(world.templates, { rolloutPath, cwd, evidence: evidence.text }) };
}
