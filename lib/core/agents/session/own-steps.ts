import type { AgentStep } from "./agent-step.ts";
import type { Fork } from "./session-families.ts";

/**
 * Passes on the steps that are a session's own. What a fork took over belongs to its parent: everything before its own
 * first turn, and each record that says of itself that it is a copy.
 */
export function ownSteps(fork: Fork | undefined, sink: (step: AgentStep) => void): (step: AgentStep) => void {
  if (fork === undefined) return sink;
  let begun = false;
  return (step) => {
    begun ||= step.kind === "row" && step.key !== undefined && step.key === fork.ownFrom;
    if (begun && !step.place.copied) sink(step);
  };
}
