import type { CommandRun } from "./command-run.ts";
import { codeSpan, isWorking, sameThing } from "./command-text.ts";
import type { SessionTask, Turn } from "./session.ts";
import { sentencesOf } from "./user-words.ts";

/** How a task ended, with the evidence for it. */
export interface TaskOutcome {
  readonly label: "success" | "partial" | "fail" | "uncertain";
  readonly evidence: string;
}

/** The person's last word counts most, then the last command that did real work. */
export function outcomeOf(task: SessionTask): TaskOutcome {
  const judged = task.turns.findLastIndex(({ said }) => said.feedback !== undefined);
  const verdict = task.turns[judged];
  const after = judged === -1 ? task.turns : task.turns.slice(judged);
  const checked = lastCheck(after);
  const words = verdict?.said.feedback === "accepted" ? sentencesOf(verdict.said.text)[0] : verdict?.said.text;
  const quote = `the user said "${shorten(words ?? "")}"`;
  if (verdict?.said.feedback === "accepted") {
    const last = lastCheck(task.turns);
    const doubt = last?.ended === "failed" ? `; no run confirms it, ${ran(last)}` : "";
    return { label: "success", evidence: `${quote}${doubt}` };
  }
  if (verdict?.said.feedback === "open") return { label: "uncertain", evidence: `left open: ${quote}` };
  if (verdict?.said.feedback === "rejected") {
    if (isTakenBack(verdict)) return { label: "fail", evidence: `rejected and taken back: ${quote}` };
    if (checked?.ended === "ok") return { label: "partial", evidence: `${quote}; then ${ran(checked)}` };
    return { label: "fail", evidence: quote };
  }
  if (checked === undefined) return { label: "uncertain", evidence: "neither a check nor a word of the user" };
  return { label: checked.ended === "ok" ? "success" : "partial", evidence: ran(checked) };
}

/** All tasks together: what they agree on, else `partial`. */
export function overallOutcome(outcomes: readonly TaskOutcome[]): TaskOutcome["label"] {
  const [first] = outcomes;
  if (first === undefined) return "uncertain";
  return outcomes.every(({ label }) => label === first.label) ? first.label : "partial";
}

function lastCheck(turns: readonly Turn[]): CommandRun | undefined {
  return turns.flatMap(({ runs }) => runs).findLast((run) => run.ended !== "unknown" && isWorking(run.segment));
}

function ran(run: CommandRun): string {
  const how =
    run.ended === "ok" ? "ended without an error" : `failed${run.errorLine && `: ${codeSpan(run.errorLine)}`}`;
  return `${codeSpan(run.segment.text)} ${how}`;
}

function isTakenBack({ said, runs }: Turn): boolean {
  const undoing = runs.some(({ command }) => /\bgit (?:checkout|restore|reset|revert|stash)\b/.test(command));
  return /\b(?:revert|undo|roll ?back|take (?:it|that) back)\b/i.test(said.text) || undoing;
}

/** A command that failed, and the later run of the same thing that did not. */
export interface Failure {
  readonly run: CommandRun;
  readonly workedLater: CommandRun | undefined;
  /** What the agent claimed about it although no run supports it. */
  readonly claim: string | undefined;
  /** What the person said to it. */
  readonly correction: string | undefined;
}

/** The failures of a session, each command once, in the order in which they first failed. */
export function failuresOf(turns: readonly Turn[]): ReadonlyMap<Turn, readonly Failure[]> {
  const told: CommandRun[] = [];
  return new Map(turns.map((turn, i) => [turn, turn.runs.flatMap((run, n) => failure(turns, i, run, n, told))]));
}

function failure(turns: readonly Turn[], at: number, run: CommandRun, n: number, told: CommandRun[]): Failure[] {
  if (run.ended !== "failed" || told.some((other) => sameThing(other.segment, run.segment))) return [];
  told.push(run);
  const later = [...(turns[at]?.runs.slice(n + 1) ?? []), ...turns.slice(at + 1).flatMap(({ runs }) => runs)];
  const fine = later.filter(({ ended }) => ended === "ok");
  const workedLater =
    fine.find((other) => sameThing(other.segment, run.segment)) ??
    turns[at]?.runs
      .slice(n + 1)
      .find(({ ended, segment }) => ended === "ok" && segment.program === run.segment.program);
  const answers = turns.slice(at).flatMap((turn) => turn.answers);
  const claim = answers.find((text) => mentions(text, run.segment.text) && CLAIMS.test(text));
  const next = turns[at + 1]?.said;
  if (workedLater !== undefined) return [{ run, workedLater, claim: undefined, correction: undefined }];
  return [{ run, workedLater, claim, correction: next?.corrects ? next.text : undefined }];
}

/** The command stands in the text, and not as the end of a longer one. */
function mentions(text: string, command: string): boolean {
  const at = text.indexOf(command);
  return at !== -1 && !/[\w./-]/.test(text.charAt(at - 1));
}

const CLAIMS = /\b(?:pass(?:es|ed)?|clean|works?|fixed|done|green|succeed(?:s|ed)?|0 errors|no errors|ok)\b/i;

/** A quotation of at most a line. */
export function shorten(text: string, maxChars = 200): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ").trim();
  return line.length > maxChars ? `${line.slice(0, maxChars)}…` : line;
}
