import type { Templates } from "../templates.ts";
import { estimateTokens } from "../text/tokens.ts";
import { renderStageOnePrompt } from "./stage-one-prompt.ts";

/** About how many tokens a request of phase 1 has without evidence. Throws `bad_template`. */
export function promptTokens(templates: Templates): number {
  const { system, user } = renderStageOnePrompt(templates, { rolloutPath: "", cwd: "", evidence: "" });
  return estimateTokens(system) + estimateTokens(user);
}
