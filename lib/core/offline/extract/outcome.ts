import { lastAskedFor, lastCheck } from "./ran/checks.ts";
import type { CommandRun } from "./ran/command-run.ts";
import { codeSpan } from "./ran/command-text.ts";
import type { SessionTask, Turn } from "./session.ts";

/** How a task ended, with the evidence for it. */
export interface TaskOutcome {
  readonly label: "success" | "partial" | "fail" | "uncertain";
  readonly evidence: string;
}

/**
 * The person's verdict about the work counts most, then the last command that can tell whether it holds, then the last
 * that is the very thing that was asked for.
 */
export function outcomeOf({ turns }: SessionTask): TaskOutcome {
  const judged = judgedTurn(turns);
  const verdict = turns[judged];
  const checked = lastCheck((judged === -1 ? turns : turns.slice(judged)).flatMap(({ runs }) => runs));
  if (verdict?.said.verdict !== undefined) return judgedOutcome(verdict, turns, checked);
  const done = checked ?? askedFor(turns);
  if (done === undefined) return { label: "uncertain", evidence: "neither a check nor a word of the user" };
  return { label: done.ended === "ok" ? "success" : "partial", evidence: ran(done) };
}

function askedFor(turns: readonly Turn[]): CommandRun | undefined {
  const request = turns.map(({ said }) => said.text).join("\n");
  return lastAskedFor(
    turns.flatMap(({ runs }) => runs),
    request,
  );
}

/** The last verdict; what is left open after a rejection stays rejected. */
function judgedTurn(turns: readonly Turn[]): number {
  const last = turns.findLastIndex(({ said }) => said.verdict !== undefined);
  if (turns[last]?.said.verdict !== "open") return last;
  const firm = turns.findLastIndex(({ said }) => said.verdict !== undefined && said.verdict !== "open");
  return turns[firm]?.said.verdict === "rejected" ? firm : last;
}

function judgedOutcome(verdict: Turn, turns: readonly Turn[], checked: CommandRun | undefined): TaskOutcome {
  const { said } = verdict;
  const whole = `the user said "${shorten(said.text)}"`;
  if (said.verdict === "open") return { label: "uncertain", evidence: `left open: ${whole}` };
  if (said.verdict === "partly") return { label: "partial", evidence: whole };
  if (said.verdict === "accepted") {
    const last = lastCheck(turns.flatMap(({ runs }) => runs));
    const doubt = last?.ended === "failed" ? `; no run confirms it, ${ran(last)}` : "";
    return { label: "success", evidence: `the user said "${shorten(said.sentences[0] ?? said.text)}"${doubt}` };
  }
  const rejected = said.isOutburst ? "the user rejected it" : whole;
  if (isTakenBack(verdict)) return { label: "fail", evidence: `rejected and taken back: ${rejected}` };
  if (checked?.ended === "ok") return { label: "partial", evidence: `${rejected}; then ${ran(checked)}` };
  return { label: "fail", evidence: rejected };
}

/** All tasks together: what they agree on, else `partial`. */
export function overallOutcome(outcomes: readonly TaskOutcome[]): TaskOutcome["label"] {
  const [first] = outcomes;
  if (first === undefined) return "uncertain";
  return outcomes.every(({ label }) => label === first.label) ? first.label : "partial";
}

function ran(run: CommandRun): string {
  const how =
    run.ended === "ok" ? "ended without an error" : `failed${run.errorLine && `: ${codeSpan(run.errorLine)}`}`;
  return `${codeSpan(run.segment.text)} ${how}`;
}

function isTakenBack({ runs }: Turn): boolean {
  return runs.some(({ command }) => /\bgit (?:checkout|restore|reset|revert|stash)\b/.test(command));
}

/** A quotation of at most a line. */
export function shorten(text: string, maxChars = 200): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ").trim();
  return line.length > maxChars ? `${line.slice(0, maxChars).toWellFormed()}…` : line;
}
