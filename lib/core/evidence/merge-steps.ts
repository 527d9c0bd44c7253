import type { SessionStep } from "./ran.ts";
import type { PlacedRan } from "./ran-window.ts";
import type { ChosenRows } from "./row-tiers.ts";

/** Rows and what ran in the order of the transcript. `rans`: oldest first. */
export function mergeSteps({ rows, ordinals }: ChosenRows, rans: readonly PlacedRan[]): SessionStep[] {
  const steps: SessionStep[] = [];
  let next = 0;
  for (const [index, { tier, text }] of rows.entries()) {
    for (; next < rans.length; next += 1) {
      const placed = rans[next];
      if (placed === undefined || placed.before > (ordinals[index] ?? 0)) break;
      steps.push({ kind: "ran", ran: placed.ran });
    }
    steps.push({ kind: "row", tier, text });
  }
  return [...steps, ...rans.slice(next).map(({ ran }): SessionStep => ({ kind: "ran", ran }))];
}
