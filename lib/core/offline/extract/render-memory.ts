import { keywordsOf } from "./keywords.ts";
import { outcomeOf, overallOutcome, shorten } from "./outcome.ts";
import { preferenceLines } from "./preference-lines.ts";
import { codeSpan } from "./ran/command-text.ts";
import { factsOf } from "./ran/facts.ts";
import type { Failure } from "./ran/failures.ts";
import { filesOf } from "./ran/references.ts";
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

/** References and failures shown per task, at most. */
const LIST_MAX = 8;
/** Claims of the agent per task, at most: they are there only where no run says more. */
const CLAIMS_MAX = 2;
/** A session of many tasks has the first and the last of them written down. */
const TASKS_MAX = 24;

/** The `raw_memory`: front matter, then per task its outcome and the four sections that have something in them. */
export function renderRawMemory(story: SessionStory): string {
  const shown = shownTasks(story.tasks);
  const outcomes = shown.map(outcomeOf);
  const [main] = shown;
  const frontMatter: [string, string][] = [
    [
      "description",
      main === undefined ? "" : shorten(main.turns[0]?.said.text ?? "") || taskTitle(main, story.project),
    ],
    ["task", main === undefined ? "" : taskTitle(main, story.project)],
    ["task_group", story.project],
    ["task_outcome", overallOutcome(outcomes)],
    ["cwd", oneLine(story.cwd)],
    ["keywords", keywordsOf(story.project, shown).join(", ")],
  ];
  const preferences = preferenceLines(shown);
  const tasks = shown.map((task, i) => {
    const { label, evidence } = outcomes[i] ?? outcomeOf(task);
    const sections = [
      section("Preference signals", preferences[i] ?? []),
      section("Reusable knowledge", knowledgeLines(task, story)),
      section("Failures and how to do differently", failureLines(task, story)),
      section("References", referenceLines(task)),
    ];
    return `### Task ${i + 1}: ${taskTitle(task, story.project)}\n\noutcome: ${label} – ${evidence}\n${sections.join("")}`;
  });
  return `---\n${frontMatter.map(([key, value]) => `${key}: ${scalar(value)}`).join("\n")}\n---\n\n${tasks.join("\n")}`;
}

/** The tasks that are written down: all, or of very many the first and the last. */
export function shownTasks(tasks: readonly SessionTask[]): readonly SessionTask[] {
  if (tasks.length <= TASKS_MAX) return tasks;
  return [...tasks.slice(0, TASKS_MAX / 2), ...tasks.slice(-TASKS_MAX / 2)];
}

/** A value that YAML would read as something else than one text is quoted. */
function scalar(value: string): string {
  return /^[\s'"&*!|>%@`{}[\],?#-]|: |:$| #|\s$/.test(value) ? JSON.stringify(value) : value;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n#### ${title}\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

/** What ran, and where no run says more what the agent claimed and the person did not object to. */
function knowledgeLines({ turns }: SessionTask, { failures, cwd }: SessionStory): string[] {
  const facts = factsOf(
    turns.flatMap((turn) => turn.runs),
    cwd,
  );
  if (facts.length > 0) return facts;
  const refuted = new Set([...failures.values()].flat().map(({ claim }) => claim));
  const told = turns.flatMap(({ said, answers, runs }, i) => {
    const answer = answers.at(-1);
    if (answer === undefined || answer.length < TOLD_MIN_CHARS || refuted.has(answer)) return [];
    const next = turns[i + 1]?.said;
    // What the person objected to is no knowledge, and neither is a wish said back, a question or a plan.
    if (next?.corrects || next?.verdict === "rejected" || /[?？]\s*$/.test(answer)) return [];
    if (said.wishes.length > 0 && said.continues && runs.length === 0) return [];
    const backed = runs.at(-1)?.ended === "ok";
    return [
      `"${shorten(answer, 300)}" (the agent's words${backed ? ", after a command that ended well" : ", not verified"})`,
    ];
  });
  return [...new Set(told)].slice(-CLAIMS_MAX);
}

/** A shorter answer ("Done.", "Noted.") says nothing. */
const TOLD_MIN_CHARS = 20;

function failureLines({ turns }: SessionTask, { failures }: SessionStory): string[] {
  const commands = turns.flatMap((turn, at) =>
    (failures.get(turn) ?? []).map((failure) => failureLine(failure, turns[at + 1])),
  );
  const rejected = turns.flatMap(({ said, question }, i) => {
    const answer = turns[i - 1]?.answers.at(-1);
    if (said.verdict !== "rejected" || answer === undefined || answer.length < TOLD_MIN_CHARS || question !== undefined)
      return [];
    // What is a wish stands above already.
    const isSaid = said.isOutburst || said.text === "" || said.wishes.length > 0;
    const words = isSaid ? "" : `: "${shorten(said.text)}"`;
    return [`"${shorten(answer, 100)}" was rejected${words} → do not do it this way again`];
  });
  return [...commands, ...rejected].slice(0, LIST_MAX);
}

function failureLine({ run, workedLater, claim }: Failure, next: Turn | undefined): string {
  const symptom = `${codeSpan(run.segment.text)} failed${run.errorLine === "" ? "" : `: ${codeSpan(run.errorLine, 200)}`}`;
  if (workedLater !== undefined) {
    const again =
      workedLater.segment.text === run.segment.text ? "the same command" : codeSpan(workedLater.segment.text);
    const after = workedLater.command === run.command ? "" : `, after ${codeSpan(workedLater.command)}`;
    return `${symptom} → ${again} worked later${again === "the same command" ? after : ""}`;
  }
  const unchecked =
    claim === undefined ? "" : `; still the agent claimed "${shorten(claim, 120)}", which no run supports`;
  const said = next?.said;
  const answer =
    said?.corrects && names(said.text, run) && !said.isOutburst && said.text !== ""
      ? `the user: "${shorten(said.text)}"`
      : "nothing in this session made it work";
  return `${symptom} → ${answer}${unchecked}`;
}

/** What the person says after a failure is its remedy when it names the command. */
function names(text: string, { segment }: Failure["run"]): boolean {
  const words = [segment.program, ...segment.words].map((word) => word.toLowerCase());
  const said = new Set(text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}._/-]*/gu) ?? []);
  return words.some((word) => word.length > 2 && said.has(word));
}

function referenceLines({ turns }: SessionTask): string[] {
  return filesOf(turns)
    .slice(0, LIST_MAX)
    .map(({ path, changed }) => `${codeSpan(path)}: ${changed ? "changed in this session" : "looked at"}`);
}

const oneLine = (text: string) => text.replaceAll(/\p{Cc}/gu, "\uFFFD");
