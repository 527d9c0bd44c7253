import { FORMATS, type RecordAgent } from "../../lib/core/agents/formats.ts";
import type { AgentStep } from "../../lib/core/agents/session/agent-step.ts";
import { MetadataReader } from "../../lib/core/agents/session/read-metadata.ts";
import { StepReader } from "../../lib/core/agents/session/step-reader.ts";
import type { JsonObject } from "../../lib/core/text/json.ts";

/** The steps and the metadata of a session that consists of these records. */
export function readRecords(agent: RecordAgent, records: readonly JsonObject[]) {
  const steps: AgentStep[] = [];
  const reader = new StepReader(FORMATS[agent], (step) => steps.push(step), "one");
  const metadata = new MetadataReader(FORMATS[agent], Date.parse("2027-01-01"));
  records.forEach((record, at) => {
    reader.record(record, at + 1);
    metadata.record(record);
  });
  return { steps, counts: reader.end(), state: metadata.result(), shown: steps.flatMap(shownStep) };
}

/** A step in one short line: `human user: …`, `ran {…}`, `stopped aborted`; a file that was read is no row. */
function shownStep(step: AgentStep): string | [] {
  if (step.kind === "read") return [];
  if (step.kind === "row") return `${step.tier}: ${step.text}`;
  return step.kind === "ran" ? `ran ${JSON.stringify(step.ran)}` : `stopped ${step.how}`;
}
