import type { Expected } from "./plan.ts";

/** A command of the script, with the exit code that the client told of while it ran it. */
export interface RanCommand {
  readonly command: string;
  readonly exit: number | undefined;
  /** What a code-mode script printed of the result. */
  readonly show: "all" | "output" | "nothing";
}

/** One turn that the person has not taken back. */
export interface LivedTurn {
  readonly label: string;
  readonly id: string;
  /** What the person typed: the text parts, each by itself; empty for a message of images only. */
  readonly typed: readonly string[];
  /** Answers to questions of the agent. */
  readonly answered: readonly string[];
  readonly ran: readonly RanCommand[];
  /** Whether the model was offered its tools from JavaScript. */
  readonly codeMode: boolean;
}

/** What was said and done in one session: the truth that every reader is measured by. */
export interface LivedThread {
  readonly name: string;
  readonly project: string;
  readonly id: string;
  readonly expect: Expected | undefined;
  turns: LivedTurn[];
  /** What was typed in turns that the person took back. */
  takenBack: string[];
  /** What was typed in the session that this one is a fork of. */
  readonly ofParent: readonly string[];
}
