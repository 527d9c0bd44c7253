import type { Templates } from "../templates.ts";
import { fillTemplate } from "../text/fill.ts";

/** What is said about one rollout, redacted already. */
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

/** Puts what is said into the prompt as it stands; the redactor, which takes long to load, is not needed. Throws `bad_template`. */
export function fillStageOne(templates: Templates, input: StageOneInput): StageOnePrompt {
  return {
    system: fillTemplate("stage_one_system.md", templates.stage_one_system, {}),
    user: fillTemplate("stage_one_input.md", templates.stage_one_input, {
      rollout_path: oneLine(input.rolloutPath),
      cwd: oneLine(input.cwd),
      evidence: input.evidence,
    }),
  };
}

/** A path is one line of the prompt, whatever characters a file system allows in it. */
const oneLine = (text: string) => text.replaceAll(/\p{Cc}/gu, "\uFFFD");
