import { codeSpan, isWorking } from "./command-text.ts";
import { outcomeOf, shorten } from "./outcome.ts";
import type { SessionStory } from "./render-memory.ts";
import type { SessionTask } from "./session.ts";
import { taskTitle } from "./titles.ts";

/** Characters of a quoted message, and commands per turn, in a recap. */
const QUOTE_MAX_CHARS = 400;
const RUNS_MAX = 6;

/** The `rollout_summary`: what was asked, run and answered, task by task, in order. */
export function renderSummary(story: SessionStory): string {
  const [main] = story.tasks;
  const count = story.tasks.length === 1 ? "One task" : `${story.tasks.length} tasks`;
  const head = `# ${main === undefined ? story.project : taskTitle(main)}\n\n${count} in \`${story.cwd}\`.\n`;
  return `${head}${story.tasks.map(renderTask).join("")}`;
}

function renderTask(task: SessionTask, index: number): string {
  const { label, evidence } = outcomeOf(task);
  const lines = task.turns.flatMap(({ said, runs, answers }) => {
    const shown = runs.filter((run) => run.ended === "failed" || isWorking(run.segment)).slice(0, RUNS_MAX);
    const answer = answers.at(-1);
    return [
      `- The user: "${shorten(said.text, QUOTE_MAX_CHARS)}"`,
      ...shown.map(({ segment, ended, errorLine, lastLine }) => {
        const how = {
          ok: "ended without an error",
          failed: "failed",
          unknown: "ran; the record does not say how it ended",
        }[ended];
        const detail = ended === "failed" ? errorLine : lastLine;
        return `- Run: ${codeSpan(segment.text)} ${how}${detail === "" ? "" : `: ${codeSpan(detail, 200)}`}`;
      }),
      ...(answer === undefined || answer === "" ? [] : [`- The agent answered: "${shorten(answer, QUOTE_MAX_CHARS)}"`]),
    ];
  });
  return `\n## Task ${index + 1}: ${taskTitle(task)} (${label})\n\nOutcome: ${label} – ${evidence}\n\n${lines.join("\n")}\n`;
}
