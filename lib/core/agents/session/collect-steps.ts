import type { Evidence } from "../../evidence/choose-rows.ts";
import { mergeSteps } from "../../evidence/merge-steps.ts";
import type { SessionStep } from "../../evidence/ran.ts";
import { RanWindow } from "../../evidence/ran-window.ts";
import { rememberingRedactor } from "../../evidence/remembering-redactor.ts";
import type { CutRedactor } from "../../evidence/row-text.ts";
import { type EvidenceLimits, RowTiers } from "../../evidence/row-tiers.ts";
import type { EvidenceItem } from "../../evidence/tiers.ts";
import type { AgentStep } from "./agent-step.ts";

export interface StepCollection {
  /** Bytes of UTF-8 at most. */
  readonly budget: number;
  readonly redact: CutRedactor;
  readonly limits: EvidenceLimits;
  /** Whether what ran is wanted as well. */
  readonly steps: "collect" | "leave";
}

/** Takes a session's steps in their order and keeps what fits a budget, as the evidence of a Codex thread does. */
export interface StepCollector {
  readonly take: (step: AgentStep) => void;
  readonly finish: () => Evidence & { readonly steps: readonly SessionStep[] };
}

/** What was aborted or taken back stays: the words were said, and no step tells that they were agreed to. */
export function collectSteps({ budget, redact: redactOnce, limits, steps }: StepCollection): StepCollector {
  const redact = steps === "collect" ? rememberingRedactor(redactOnce) : redactOnce;
  const rows = new RowTiers(budget, redact, limits, () => undefined);
  const rans = steps === "collect" ? new RanWindow(budget, redact) : undefined;
  let ordinal = 0;
  return {
    take(step) {
      if (step.kind === "ran") rans?.add(step.ran, undefined, ordinal);
      else if (step.kind === "row") {
        rows.add(step.tier === "human user" ? placed(step) : step, ordinal);
        ordinal += 1;
      }
    },
    finish() {
      const chosen = rows.choose(ordinal);
      const { text, rows: shown, omitted } = chosen;
      return { text, rows: shown, omitted, steps: rans === undefined ? [] : mergeSteps(chosen, rans.rans()) };
    },
  };
}

/** Where a person said something is told with it: a memory's quotations are looked up there. */
function placed(step: Extract<AgentStep, { kind: "row" }>): EvidenceItem {
  const { line, byte } = step.place;
  return { ...step, line, ...(byte !== undefined && { byte }) };
}
