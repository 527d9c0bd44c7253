import type { SessionStep } from "../../evidence/ran.ts";
import type { ExtractionAnswer } from "../../extract/answer-schema.ts";
import { failuresOf } from "./outcome.ts";
import { renderRawMemory, type SessionStory } from "./render-memory.ts";
import { renderSummary } from "./render-summary.ts";
import { readTasks, type SessionTask } from "./session.ts";
import { slugOf } from "./titles.ts";

const NOTHING: ExtractionAnswer = { rollout_summary: "", rollout_slug: null, raw_memory: "" };

/**
 * Phase 1 by rules, without a model: the same steps give the same answer, in the form that a model is asked for.
 * Wishes come from the person's messages alone; of what ran only its end and its error line are used.
 * A session without a wish, a run or a second word of the person gives three empty fields.
 */
export function extractOffline(steps: readonly SessionStep[], session: { readonly cwd: string }): ExtractionAnswer {
  const tasks = readTasks(steps, session.cwd);
  if (!isWorthKeeping(tasks)) return NOTHING;
  const turns = tasks.flatMap((task) => task.turns);
  const story: SessionStory = {
    cwd: session.cwd,
    project: session.cwd.split("/").findLast((part) => part !== "") ?? session.cwd,
    tasks,
    failures: failuresOf(turns),
  };
  const [main] = tasks;
  const slug = main === undefined ? "" : slugOf(main);
  return {
    rollout_summary: renderSummary(story),
    rollout_slug: slug === "" ? null : slug,
    raw_memory: renderRawMemory(story),
  };
}

/** A question that was answered and that was all leaves nothing for the next session. */
function isWorthKeeping(tasks: readonly SessionTask[]): boolean {
  const turns = tasks.flatMap((task) => task.turns);
  const touched = turns.some(({ usedTools }) => usedTools);
  const wished = turns.some(({ said }) => said.wishes.length > 0);
  return touched || wished || turns.some(({ said }) => said.corrects || said.feedback === "open");
}
