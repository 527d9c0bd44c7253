import { outcomeOf, shorten } from "./outcome.ts";
import { codeSpan, isWorking } from "./ran/command-text.ts";
import { type SessionStory, shownTasks } from "./render-memory.ts";
import type { SessionTask, Turn } from "./session.ts";
import { taskTitle } from "./titles.ts";

/** Characters of a quoted message, commands per turn, and turns of a task, in a recap. */
const QUOTE_MAX_CHARS = 400;
const RUNS_MAX = 6;
const TURNS_MAX = 40;

/** The `rollout_summary`: what was asked, run and answered, task by task, in order. */
export function renderSummary(story: SessionStory): string {
  const [main] = story.tasks;
  const count = story.tasks.length === 1 ? "One task" : `${story.tasks.length} tasks`;
  const title = main === undefined ? story.project : taskTitle(main, story.project);
  const folder = story.cwd.replaceAll(/\p{Cc}/gu, "\uFFFD");
  const tasks = shownTasks(story.tasks).map((task, index) => renderTask(task, index, story.project));
  return `# ${title}\n\n${count} in \`${folder}\`.\n${tasks.join("")}`;
}

function renderTask(task: SessionTask, index: number, project: string): string {
  const { label, evidence } = outcomeOf(task);
  const { turns } = task;
  const isLong = turns.length > TURNS_MAX;
  const shown = isLong ? [...turns.slice(0, TURNS_MAX / 2), ...turns.slice(-TURNS_MAX / 2)] : turns;
  const lines = shown.map(renderTurn);
  if (isLong) lines.splice(TURNS_MAX / 2, 0, [`- (${turns.length - TURNS_MAX} messages are left out here)`]);
  return `\n## Task ${index + 1}: ${taskTitle(task, project)} (${label})\n\nOutcome: ${label} – ${evidence}\n\n${lines.flat().join("\n")}\n`;
}

function renderTurn({ said, question, runs, answers }: Turn): string[] {
  const shown = runs.filter((run) => run.ended === "failed" || isWorking(run.segment)).slice(0, RUNS_MAX);
  const answer = answers.at(-1);
  const words =
    question !== undefined
      ? `- The user answered "${shorten(said.text, QUOTE_MAX_CHARS)}" to: ${shorten(question, QUOTE_MAX_CHARS)}`
      : said.text === ""
        ? "- The user sent a prompt or pasted material without words of their own"
        : `- The user: "${shorten(said.text, QUOTE_MAX_CHARS)}"`;
  return [
    words,
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
}
