import { redactText } from "../redact/redact.ts";
import type { Templates } from "../templates.ts";
import { fillTemplate } from "../text/fill.ts";

/** What is said about one rollout. The evidence is rendered and redacted already. */
export interface StageOneInput {
  readonly rolloutPath: string;
  readonly cwd: string;
  readonly evidence: string;
}

/** The two texts of a request of phase 1. */
export interface StageOnePrompt {
  readonly system: string;
  readonly user: string;
}

/** Renders the prompt, exactly as it is sent. Throws `bad_template`. */
export function renderStageOnePrompt(templates: Templates, input: StageOneInput): StageOnePrompt {
  return {
    system: fillTemplate("stage_one_system.md", templates.stage_one_system, {}),
    user: fillTemplate("stage_one_input.md", templates.stage_one_input, {
      rollout_path: oneLine(redactText(input.rolloutPath)),
      cwd: oneLine(redactText(input.cwd)),
      evidence: input.evidence,
    }),
  };
}

/** A path is one line of the prompt, whatever characters a file system allows in it. */
const oneLine = (text: string) => text.replaceAll(/\p{Cc}/gu, "\uFFFD");
