import type { SessionStep } from "../../evidence/ran.ts";
import { type CommandRun, judgeRun } from "./command-run.ts";
import { readUserWords, type UserWords } from "./user-words.ts";

/** One message of the person with what followed until the next. */
export interface Turn {
  readonly said: UserWords;
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

interface OpenTurn {
  readonly said: UserWords;
  readonly runs: CommandRun[];
  readonly answers: string[];
  readonly changed: string[];
  usedTools: boolean;
}

/**
 * Reads what a session consists of as the person's tasks. What happened before the person first spoke is passed over.
 * `cwd`: the session's folder.
 */
export function readTasks(steps: readonly SessionStep[], cwd: string): SessionTask[] {
  const turns: OpenTurn[] = [];
  for (const step of steps) {
    const turn = turns.at(-1);
    if (step.kind === "row" && step.tier === "human user") turns.push(openTurn(step.text, turn));
    else if (turn !== undefined) takeStep(turn, step, cwd);
  }
  return groupTurns(turns);
}

function openTurn(text: string, previous: OpenTurn | undefined): OpenTurn {
  const said = readUserWords(text, previous === undefined ? "first" : "later");
  return { said, runs: [], answers: [], changed: [], usedTools: false };
}

function takeStep(turn: OpenTurn, step: SessionStep, cwd: string): void {
  if (step.kind === "row") {
    if (step.tier === "assistant final") turn.answers.push(step.text.trim());
    if (step.tier === "tool") turn.usedTools = true;
    return;
  }
  turn.usedTools = true;
  const { ran } = step;
  if (ran.kind === "command") turn.runs.push(judgeRun(ran));
  else if (ran.kind === "file_change") turn.changed.push(relativeTo(cwd, ran.path));
}

function relativeTo(folder: string, path: string): string {
  const below = `${folder.replace(/\/+$/, "")}/`;
  return path.startsWith(below) ? path.slice(below.length) : path;
}

function groupTurns(turns: readonly OpenTurn[]): SessionTask[] {
  const tasks: { turns: OpenTurn[] }[] = [];
  for (const turn of turns) {
    const current = tasks.at(-1);
    if (current === undefined || !turn.said.continues) tasks.push({ turns: [turn] });
    else current.turns.push(turn);
  }
  return tasks;
}
