import type { SessionStep } from "../../evidence/ran.ts";
import { detectLanguages, isUnknownLanguage, tellsLanguage } from "../../languages/detect-languages.ts";
import type { Language } from "../../languages/language.ts";
import { type CommandRun, judgeRun } from "./ran/command-run.ts";
import { writtenIn } from "./ran/references.ts";
import { echoKeys, type OthersLines, ownWords } from "./said/own-words.ts";
import { readWords, type UserWords } from "./said/read-words.ts";
import { sharedLines } from "./said/templates.ts";

/** One message of the person with what followed until the next. */
export interface Turn {
  readonly said: UserWords;
  /** The question of the agent that the person answered through a tool; undefined for a message. */
  readonly question: string | undefined;
  readonly runs: readonly CommandRun[];
  /** What the agent said last before the person spoke again. */
  readonly answers: readonly string[];
  /** The files that were changed by a tool made for it, relative to the session's folder where they lie below it. */
  readonly changed: readonly string[];
  /** The agent did more than answer. */
  readonly usedTools: boolean;
}

/** A piece of work that the person set out to get done. */
export interface SessionTask {
  readonly turns: readonly Turn[];
}

interface RawTurn {
  readonly message: string;
  readonly runs: CommandRun[];
  readonly answers: string[];
  readonly changed: string[];
  usedTools: boolean;
}

/** What a session's rules know beside its steps. */
export interface SessionSetting {
  readonly cwd: string;
  /** Lines that other sessions' first messages have in common, by `lineKey`. */
  readonly templateLines?: ReadonlySet<string>;
}

/** How harnesses tell that the person stopped the agent. */
const CUT_OFF = /turn_aborted|interrupted (?:by|the previous)/i;
/** How the answer to a question of the agent's own tool is shown. */
const ANSWERED = /^Question: ([\s\S]*?)\nAnswer: ([\s\S]*?)(?=\nQuestion: |$(?![\s\S]))/gm;
/** The languages of a session are told by so many of its messages, spread over it. */
const SESSION_SAMPLES = 5;
/** Of so many messages each has its language told; those after them are in the languages of the session. */
const DETECTED_MAX = 8;
const UNDOES = /\bgit (?:checkout(?! -b)|restore|reset|revert|stash)\b/;

/** Reads what a session consists of as the person's tasks. What happened before the person first spoke is passed over. */
export function readTasks(steps: readonly SessionStep[], setting: SessionSetting): SessionTask[] {
  const raw = rawTurns(steps, setting.cwd);
  const others = othersLines(steps, raw, setting.templateLines);
  const texts = raw.map(({ message }) => (answersIn(message).length > 0 ? "" : ownWords(message, others)));
  const samples = samplesOf(texts);
  const session = sessionLanguages(samples);
  const mayBeForeign = samples.some(isUnknownLanguage);
  const turns = raw.map((turn, at): Turn => {
    const text = texts[at] ?? "";
    const before = raw[at - 1];
    const said = readWords(text, {
      languages: at < DETECTED_MAX ? detectLanguages(text, session) : session,
      answer: before?.answers.at(-1),
      isFirst: at === 0,
      mayBeForeign,
      redoes: before !== undefined && redoes(before, turn),
      undoes: before !== undefined && turn.runs.some(({ command }) => UNDOES.test(command)),
    });
    const answered = answersIn(turn.message);
    if (answered.length === 0) return { ...turn, said, question: undefined };
    const wishes = answered.map(({ question, reply }) => ({ quote: reply, kind: "answer" as const, about: question }));
    const reply = answered.map((one) => one.reply).join("; ");
    return { ...turn, said: { ...said, text: reply, wishes, continues: at > 0 }, question: answered[0]?.question };
  });
  return groupTurns(turns);
}

function samplesOf(texts: readonly string[]): readonly string[] {
  const told = texts.filter((text) => text.length > 0);
  const step = Math.max(1, Math.ceil(told.length / SESSION_SAMPLES));
  return told.filter((_, at) => at % step === 0);
}

/** Messages too short to tell alone may tell together. */
function sessionLanguages(samples: readonly string[]): readonly Language[] {
  const told = samples.filter(tellsLanguage);
  return [...new Set((told.length > 0 ? told : [samples.join(" ")]).flatMap((text) => detectLanguages(text)))];
}

/** Questions that the agent asked through a tool of its product, with what the person answered. */
function answersIn(message: string): { question: string; reply: string }[] {
  if (!message.startsWith("Question: ")) return [];
  return [...message.matchAll(ANSWERED)]
    .map(([, question = "", reply = ""]) => ({ question: oneLine(question), reply: oneLine(reply) }))
    .filter(({ reply }) => reply !== "");
}

function rawTurns(steps: readonly SessionStep[], cwd: string): RawTurn[] {
  const turns: RawTurn[] = [];
  for (const step of steps) {
    const turn = turns.at(-1);
    if (step.kind === "row" && step.tier === "human user") {
      const message = step.text.replaceAll(/<environment_context>[\s\S]*?<\/environment_context>/g, "").trim();
      if (message !== "") turns.push({ message, runs: [], answers: [], changed: [], usedTools: false });
    } else if (turn !== undefined) takeStep(turn, step, cwd);
  }
  return turns;
}

function takeStep(turn: RawTurn, step: SessionStep, cwd: string): void {
  if (step.kind === "row") {
    if (step.tier === "assistant final") turn.answers.push(step.text.trim());
    if (step.tier === "tool") turn.usedTools = true;
    // What was said before the person cut it off is no answer.
    if (step.tier === "harness context" && CUT_OFF.test(step.text)) turn.answers.length = 0;
    return;
  }
  turn.usedTools = true;
  const { ran } = step;
  if (ran.kind === "command") turn.runs.push(judgeRun(ran));
  else if (ran.kind === "file_change") turn.changed.push(relativeTo(cwd, ran.path));
}

/** The lines of the session that the person did not write, though they stand in their messages. */
function othersLines(
  steps: readonly SessionStep[],
  turns: readonly RawTurn[],
  elsewhere: ReadonlySet<string> | undefined,
): OthersLines {
  const agent = new Set<string>();
  for (const step of steps) {
    if (step.kind !== "row" || !step.tier.startsWith("assistant")) continue;
    for (const key of echoKeys(step.text)) agent.add(key);
  }
  const templates = sharedLines(turns.map(({ message }) => message));
  return { agent, templates: elsewhere === undefined ? templates : templates.union(elsewhere) };
}

/** Whether a turn changes a file that the one before it had changed. */
function redoes(before: RawTurn, turn: RawTurn): boolean {
  const changed = new Set([...before.changed, ...before.runs.flatMap(({ segments }) => writtenIn(segments))]);
  return [...turn.changed, ...turn.runs.flatMap(({ segments }) => writtenIn(segments))].some((path) =>
    changed.has(path),
  );
}

function relativeTo(folder: string, path: string): string {
  const below = `${folder.replace(/[/\\]+$/, "")}/`.replaceAll("\\", "/");
  const plain = path.replaceAll("\\", "/");
  return plain.toLowerCase().startsWith(below.toLowerCase()) ? plain.slice(below.length) : path;
}

function groupTurns(turns: readonly Turn[]): SessionTask[] {
  const tasks: { turns: Turn[] }[] = [];
  for (const turn of turns) {
    const current = tasks.at(-1);
    if (current === undefined || !(turn.said.continues || turn.said.text === "")) tasks.push({ turns: [turn] });
    else current.turns.push(turn);
  }
  return tasks;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();
