import { type CommandRun, judgeRun } from "./command-run.ts";
import { readCall } from "./read-call.ts";
import type { Row } from "./read-rows.ts";
import { readUserWords, type UserWords } from "./user-words.ts";

/** One message of the person with what followed until the next. */
export interface Turn {
  readonly said: UserWords;
  readonly runs: readonly CommandRun[];
  /** What the agent said last before the person spoke again. */
  readonly answers: readonly string[];
  /** Arguments of calls that change files, for their names. */
  readonly edits: readonly string[];
}

/** A piece of work that the person set out to get done. */
export interface SessionTask {
  readonly turns: readonly Turn[];
}

interface OpenTurn {
  readonly said: UserWords;
  readonly runs: CommandRun[];
  readonly answers: string[];
  readonly edits: string[];
}

/** Reads the rows as the person's tasks. What happened before the person first spoke is passed over. */
export function readTasks(rows: readonly Row[]): SessionTask[] {
  const turns: OpenTurn[] = [];
  /** Calls whose output is still to come; undefined for those that run no command. */
  let unanswered: (string | undefined)[] = [];
  for (const { tier, text } of rows) {
    const turn = turns.at(-1);
    if (tier === "human user") {
      turns.push({
        said: readUserWords(text, turn === undefined ? "first" : "later"),
        runs: [],
        answers: [],
        edits: [],
      });
      unanswered = [];
    } else if (turn === undefined) continue;
    else if (tier === "assistant final") turn.answers.push(text.trim());
    else if (tier === "tool") {
      const call = readCall(text);
      if (call === undefined) {
        const command = unanswered.shift();
        if (command !== undefined) turn.runs.push(judgeRun(command, text));
      } else if (call.kind === "command") unanswered.push(call.command);
      else {
        turn.edits.push(text);
        if (call.kind === "other") unanswered.push(undefined);
      }
    }
  }
  return groupTurns(turns);
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
