import { codeSpan, isWorking } from "./command-text.ts";
import { type Failure, outcomeOf, overallOutcome, shorten } from "./outcome.ts";
import { filesOf, keywordsOf, writesFiles } from "./references.ts";
import type { SessionTask, Turn } from "./session.ts";
import { taskTitle } from "./titles.ts";

/** What the renderers are given of a session. */
export interface SessionStory {
  readonly cwd: string;
  /** Last part of the working directory. */
  readonly project: string;
  readonly tasks: readonly SessionTask[];
  readonly failures: ReadonlyMap<Turn, readonly Failure[]>;
}

/** References and repeated facts shown per task, at most. */
const LIST_MAX = 8;

/** The `raw_memory`: front matter, then per task its outcome and the four sections that have something in them. */
export function renderRawMemory(story: SessionStory): string {
  const outcomes = story.tasks.map(outcomeOf);
  const [main] = story.tasks;
  const frontMatter: [string, string][] = [
    ["description", main === undefined ? "" : shorten(main.turns[0]?.said.text ?? "")],
    ["task", main === undefined ? "" : taskTitle(main)],
    ["task_group", story.project],
    ["task_outcome", overallOutcome(outcomes)],
    ["cwd", story.cwd],
    ["keywords", keywordsOf(story.project, story.tasks).join(", ")],
  ];
  const tasks = story.tasks.map((task, i) => {
    const { label, evidence } = outcomes[i] ?? outcomeOf(task);
    const sections = [
      section("Preference signals", preferenceLines(task)),
      section("Reusable knowledge", knowledgeLines(task, story)),
      section("Failures and how to do differently", failureLines(task, story)),
      section("References", referenceLines(task)),
    ];
    return `### Task ${i + 1}: ${taskTitle(task)}\n\noutcome: ${label} – ${evidence}\n${sections.join("")}`;
  });
  return `---\n${frontMatter.map(([key, value]) => `${key}: ${scalar(value)}`).join("\n")}\n---\n\n${tasks.join("\n")}`;
}

/** A value that YAML would read as something else than one text is quoted. */
function scalar(value: string): string {
  return /^[\s'"&*!|>%@`{}[\],?#-]|: |:$| #|\s$/.test(value) ? JSON.stringify(value) : value;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n#### ${title}\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

/** Word for word, with what the person was reacting to. A wish that is taken back in the next message is gone. */
function preferenceLines({ turns }: SessionTask): string[] {
  return turns.flatMap(({ said }, i) => {
    if (turns[i + 1]?.said.retracts) return [];
    const before = turns[i - 1]?.answers.at(-1);
    const context = said.corrects && before !== undefined ? `on "${shorten(before, 100)}"` : contextOf(said.continues);
    return said.wishes.map((wish) => `${context}: "${wish.replaceAll(/\s*\n\s*/g, " ")}"`);
  });
}

const contextOf = (continues: boolean) => (continues ? "while the work went on" : "with the request");

/** Checks that ran and ended well, then the agent's own results where the person did not object to them. */
function knowledgeLines({ turns }: SessionTask, { failures }: SessionStory): string[] {
  const runs = turns.flatMap((turn) => turn.runs);
  // What ran before the last change says nothing about the result.
  const current = runs.slice(
    Math.max(
      0,
      runs.findLastIndex(({ command }) => writesFiles(command)),
    ),
  );
  const checks = current.filter((run) => run.ended === "ok" && isWorking(run.segment));
  const ran = checks.map(({ segment, lastLine }) => {
    const printed = lastLine === "" ? "" : `, printing ${codeSpan(lastLine)}`;
    return `${codeSpan(segment.text)} ran without an error${printed} (run in this session)`;
  });
  const refuted = new Set([...failures.values()].flat().map(({ claim }) => claim));
  const told = turns.flatMap(({ said, answers, runs }, i) => {
    const answer = answers.at(-1);
    if (answer === undefined || answer.length < TOLD_MIN_CHARS || refuted.has(answer)) return [];
    // What the person objected to is no knowledge, and neither is a wish said back.
    if (turns[i + 1]?.said.corrects || (said.wishes.length > 0 && said.continues && runs.length === 0)) return [];
    const backed = runs.at(-1)?.ended === "ok";
    return [
      `"${shorten(answer, 300)}" (the agent's words${backed ? ", after a command that ended well" : ", not verified"})`,
    ];
  });
  return [...new Set([...ran, ...told])].slice(0, LIST_MAX);
}

/** A shorter answer ("Done.", "Noted.") says nothing. */
const TOLD_MIN_CHARS = 20;

function failureLines({ turns }: SessionTask, { failures }: SessionStory): string[] {
  const commands = turns.flatMap((turn) => failures.get(turn) ?? []).map(failureLine);
  const rejected = turns.flatMap(({ said }, i) => {
    const answer = turns[i - 1]?.answers.at(-1);
    return said.feedback === "rejected" && answer !== undefined
      ? [`"${shorten(answer, 100)}" was rejected: "${shorten(said.text)}" → do not do it this way again`]
      : [];
  });
  return [...commands, ...rejected];
}

function failureLine({ run, workedLater, claim, correction }: Failure): string {
  const symptom = `${codeSpan(run.segment.text)} failed${run.errorLine === "" ? "" : `: ${codeSpan(run.errorLine, 200)}`}`;
  if (workedLater !== undefined) {
    const again =
      workedLater.segment.text === run.segment.text ? "the same command" : codeSpan(workedLater.segment.text);
    return `${symptom} → ${again} worked later${again === "the same command" ? `, after ${codeSpan(workedLater.command)}` : ""}`;
  }
  const unchecked =
    claim === undefined ? "" : `; still the agent claimed "${shorten(claim, 120)}", which no run supports`;
  const answer =
    correction === undefined ? "nothing in this session made it work" : `the user: "${shorten(correction)}"`;
  return `${symptom} → ${answer}${unchecked}`;
}

function referenceLines(task: SessionTask): string[] {
  return filesOf(task)
    .slice(0, LIST_MAX)
    .map(({ path, changed }) => `${codeSpan(path)}: ${changed ? "changed in this session" : "looked at"}`);
}
