import adHocInstructions from "../../templates/ad_hoc_instructions.md" with { type: "text" };
import consolidation from "../../templates/consolidation.md" with { type: "text" };
import readPath from "../../templates/read_path.md" with { type: "text" };
import stageOneInput from "../../templates/stage_one_input.md" with { type: "text" };
import stageOneSystem from "../../templates/stage_one_system.md" with { type: "text" };

/** The prompts as they are in `templates/`, by file name without `.md`; `--templates DIR` replaces single ones. */
export const TEMPLATES = {
  stage_one_system: stageOneSystem,
  stage_one_input: stageOneInput,
  consolidation,
  read_path: readPath,
  ad_hoc_instructions: adHocInstructions,
};
export type TemplateName = keyof typeof TEMPLATES;
export type Templates = Readonly<Record<TemplateName, string>>;
