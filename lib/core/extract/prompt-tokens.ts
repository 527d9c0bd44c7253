import type { Templates } from "../templates.ts";
import { estimateTokens } from "../text/tokens.ts";
import { fillStageOne } from "./fill-stage-one.ts";

/** About how many tokens a request of phase 1 has without evidence. Throws `bad_template`. */
export function promptTokens(templates: Templates): number {
  const { system, user } = fillStageOne(templates, { rolloutPath: "", cwd: "", evidence: "" });
  return estimateTokens(system) + estimateTokens(user);
}
