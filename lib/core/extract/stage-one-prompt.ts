import { redactText } from "../redact/redact.ts";
import type { Templates } from "../templates.ts";
import { fillStageOne, type StageOneInput, type StageOnePrompt } from "./fill-stage-one.ts";

/** Renders the prompt, exactly as it is sent: the evidence is redacted already, the paths are here. Throws `bad_template`. */
export function renderStageOnePrompt(templates: Templates, input: StageOneInput): StageOnePrompt {
  const { rolloutPath, cwd, evidence } = input;
  return fillStageOne(templates, { rolloutPath: redactText(rolloutPath), cwd: redactText(cwd), evidence });
}
