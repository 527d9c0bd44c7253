import type { SessionStep } from "../../evidence/ran.ts";
import type { ExtractionAnswer } from "../../extract/answer-schema.ts";
import { LANGUAGES } from "../../languages/languages.ts";
import { wordCount } from "../../languages/sentences.ts";
import { folderName } from "../../text/folder-name.ts";
import { failuresOf } from "./ran/failures.ts";
import { renderRawMemory, type SessionStory } from "./render-memory.ts";
import { renderSummary } from "./render-summary.ts";
import { isQuestion } from "./said/wishes-in.ts";
import { readTasks, type SessionSetting, type SessionTask } from "./session.ts";
import { slugOf } from "./titles.ts";

const NOTHING: ExtractionAnswer = { rollout_summary: "", rollout_slug: null, raw_memory: "" };

/**
 * Phase 1 by rules, without a model: the same steps give the same answer, in the form that a model is asked for.
 * Wishes come from what the person typed alone; of what ran only its end and single lines of its output are used.
 * A session without a wish, a run or a second word of the person gives three empty fields.
 */
export function extractOffline(steps: readonly SessionStep[], setting: SessionSetting): ExtractionAnswer {
  const tasks = readTasks(steps, setting);
  if (!isWorthKeeping(tasks)) return NOTHING;
  const turns = tasks.flatMap((task) => task.turns);
  const failures = failuresOf(turns);
  const project = folderName(setting.cwd);
  const story: SessionStory = {
    cwd: setting.cwd,
    project,
    tasks,
    failures: new Map(turns.map((turn, at) => [turn, failures.get(at) ?? []])),
  };
  const [main] = tasks;
  const slug = main === undefined ? "" : slugOf(main, project);
  return {
    rollout_summary: renderSummary(story),
    rollout_slug: slug === "" ? null : slug,
    raw_memory: renderRawMemory(story),
  };
}

/** A shorter request says nothing by itself. */
const REQUEST_MIN_WORDS = 3;

/** A question that was answered and that was all leaves nothing for the next session. */
function isWorthKeeping(tasks: readonly SessionTask[]): boolean {
  const turns = tasks.flatMap((task) => task.turns);
  const touched = turns.some(({ usedTools }) => usedTools);
  const wished = turns.some(({ said }) => said.wishes.length > 0);
  const [first] = turns;
  const asked = first?.said.sentences.every((sentence) => isQuestion(sentence, LANGUAGES));
  const requested =
    first !== undefined && !asked && first.answers.length > 0 && wordCount(first.said.text) >= REQUEST_MIN_WORDS;
  return touched || wished || requested || turns.some(({ said }) => said.corrects || said.verdict === "open");
}
