import { type CommandRun, commandOf, judgeRun } from "./command-run.ts";
import { readUserWords, type UserWords } from "./user-words.ts";

/** A row of evidence, as it is rendered: its tier and its text. */
export interface OfflineRow {
  readonly tier: string;
  readonly text: string;
}

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

const CALL = /^[A-Za-z_][\w.:-]* (?=[[{"*])/;

/** Reads the rows as the person's tasks. What happened before the person first spoke is passed over. */
export function readTasks(rows: readonly OfflineRow[]): SessionTask[] {
  const turns: OpenTurn[] = [];
  let unanswered: string[] = [];
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
    else if (tier === "tool" && CALL.test(text)) {
      const command = commandOf(text);
      if (command === undefined) turn.edits.push(text);
      unanswered.push(command ?? "");
    } else if (tier === "tool") {
      const command = unanswered.shift() ?? "";
      if (command !== "") turn.runs.push(judgeRun(command, text));
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
