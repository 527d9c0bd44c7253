import type { Stage1Facts } from "./decide-stage1.ts";

/** Which sessions are done again: those last done by rules, by a certain model, by other means than now, or all. */
export type AgainRule =
  | { readonly kind: "offline" | "outdated" | "all" }
  | { readonly kind: "model"; readonly model: string };

/** What would make a result now. */
export interface CurrentMaker {
  readonly madeBy: string;
  readonly promptHash: string | undefined;
}

/** Reads `offline`, `outdated`, `all`, or the id of a model. */
export function parseAgain(text: string): AgainRule {
  return text === "offline" || text === "outdated" || text === "all" ? { kind: text } : { kind: "model", model: text };
}

/** Whether a session has a result, and one that is to be made anew. What is unknown counts as outdated. */
export function isAgain(
  facts: Pick<Stage1Facts, "outputUpdatedAt" | "job" | "madeBy" | "promptHash">,
  rule: AgainRule,
  current: CurrentMaker,
): boolean {
  const hasResult = facts.outputUpdatedAt !== undefined || facts.job?.lastSuccessWatermark !== undefined;
  if (!hasResult) return false;
  switch (rule.kind) {
    case "all":
      return true;
    case "offline":
      return facts.madeBy === "offline";
    case "model":
      return facts.madeBy === rule.model;
    case "outdated":
      return facts.madeBy !== current.madeBy || facts.promptHash !== current.promptHash;
  }
}
