import type { Ran } from "../../../evidence/ran.ts";
import { speaksToAgents } from "../../../signals/speaks-to-agents.ts";
import { mainSegment, type Segment, segmentsOf } from "./command-text.ts";

/** A command that the session ran, and how it ended as far as the output tells. */
export interface CommandRun {
  readonly command: string;
  /** The folder it ran in, where the session tells. */
  readonly cwd: string | undefined;
  /** Its simple commands. */
  readonly segments: readonly Segment[];
  /** What it was about: the part that failed, or its last working part. */
  readonly segment: Segment;
  readonly ended: "ok" | "failed" | "unknown";
  /** The line of the output that says most about a failure; empty when it printed none. */
  readonly errorLine: string;
  /** The last line that a run which ended well printed, when it is short and surely its own. */
  readonly lastLine: string;
  /** The port that it said it listens on. */
  readonly port: string | undefined;
}

/** Failures that a pipe or `;` can hide behind exit code 0. */
const HIDDEN_FAILURE =
  /^(?:npm (?:error|ERR!)|error(?:\[\w+\])?: |fatal: |Traceback \(most recent call last\)|panic: |.*: command not found$|make: \*\*\*|\s*FAIL(?:ED)?\b)/m;

/** A command that ran, as the session recorded it. */
type RanCommand = Extract<Ran, { kind: "command" }>;

/** Of a longer output the beginning and the end are read. */
/** A longer command carries a document. */
const COMMAND_MAX_CHARS = 8_000;
const OUTPUT_MAX_CHARS = 16_000;

/** Judges a command by its exit code and what it printed. */
export function judgeRun({ command, cwd, exitCode, output }: RanCommand): CommandRun {
  const printed =
    output.length <= OUTPUT_MAX_CHARS
      ? output
      : `${output.slice(0, OUTPUT_MAX_CHARS / 2)}\n${output.slice(-OUTPUT_MAX_CHARS / 2)}`;
  const segments = segmentsOf(command.slice(0, COMMAND_MAX_CHARS));
  const hides = /[|;\n]/.test(command);
  const failed = (exitCode ?? 0) !== 0 || (hides && HIDDEN_FAILURE.test(printed));
  const nothing = { text: command, program: "", words: [], options: [] };
  const segment = failingSegment(segments, printed) ?? mainSegment(segments) ?? nothing;
  const isLast = segments.at(-1)?.text === segment.text;
  const lastLine = once(() => (!failed && isLast ? ownLastLine(printed) : ""));
  return {
    command,
    cwd,
    segments,
    segment,
    ended: failed ? "failed" : exitCode === undefined ? "unknown" : "ok",
    errorLine: failed ? errorLineOf(printed.split("\n").map((line) => line.trim())) : "",
    // Few runs are asked for it, and to know whom it speaks to takes time.
    get lastLine() {
      return lastLine();
    },
    port: failed ? undefined : portIn(printed),
  };
}

const LAST_LINE_MAX_CHARS = 80;

/** The last line that is not empty, when it is short and speaks to nobody; else nothing. */
function ownLastLine(printed: string): string {
  const whole = printed.trimEnd();
  const line = whole.slice(whole.lastIndexOf("\n") + 1).trim();
  return line.length <= LAST_LINE_MAX_CHARS && !speaksToAgents(line) ? line : "";
}

function once(find: () => string): () => string {
  let found: string | undefined;
  return () => (found ??= find());
}

/** `x: command not found` names the part that failed. */
function failingSegment(segments: readonly Segment[], printed: string): Segment | undefined {
  if (!printed.includes("not found")) return undefined;
  const program = /(?:^|: )([\w./-]+): (?:command )?not found$/m.exec(printed)?.[1];
  return program === undefined ? undefined : segments.find((segment) => segment.program === program);
}

function portIn(printed: string): string | undefined {
  if (!/port|:\d/i.test(printed)) return undefined;
  const local = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(\d{2,5})\b/.exec(printed)?.[1];
  if (local !== undefined) return local;
  for (const { 1: port, index } of printed.matchAll(/\bport[ :=]+(\d{2,5})\b/gi)) {
    const before = printed.slice(Math.max(0, index - SERVES_MAX_CHARS), index);
    if (SERVES.test(before.slice(before.lastIndexOf("\n") + 1))) return port;
  }
  return undefined;
}

/** What a program says before the port that it listens on, so many characters before it at most. */
const SERVES = /\b(?:listening|running|serving|started|available|ready)\b/i;
const SERVES_MAX_CHARS = 72;

const ERROR_WORDS =
  /error|not found|no such|fail|denied|cannot|can't|fatal|missing|unknown|invalid|exception|undefined|refused|timed? ?out|\*\*\*/i;

/** For a Python traceback its last line; else the first line that sounds like an error, else the last line. */
function errorLineOf(lines: readonly string[]): string {
  const usable = lines.filter((line) => line !== "" && !/^npm warn/i.test(line));
  // Most lines are no candidates: they are not asked whom they speak to.
  const line =
    usable.findLast((candidate) => /^[\w.]+(?:Error|Exception)\b/.test(candidate) && !speaksToAgents(candidate)) ??
    usable.find((candidate) => ERROR_WORDS.test(candidate) && !speaksToAgents(candidate)) ??
    usable.findLast((candidate) => !speaksToAgents(candidate)) ??
    "";
  return line.slice(0, 200);
}
