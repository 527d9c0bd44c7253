import type { Ran } from "../../../evidence/ran.ts";
import { type JsonObject, listOf, objectOf, parseObject, stringOf } from "../../../text/json.ts";
import { outputText } from "../evidence/tool-text.ts";
import { COMPUTED_COMMAND, type PlannedCall, type PlannedRun } from "./planned-runs.ts";

/** Outputs of calls that were refused, unknown or unreadable: nothing ran. */
const NOT_RUN =
  /^\s*(?:unsupported (?:custom )?(?:tool )?call|failed to parse|(?:exec_command|shell|shell_command|apply_patch) failed|apply_patch verification failed|(?:exec command|command|patch|tool call) (?:was )?(?:rejected|declined|denied)|rejected\b|user (?:rejected|declined))/i;
/** What code mode says of a script in which a tool did not get to work. */
const SCRIPT_NOT_RUN = /^Script error:\n(?:.*\bis not a function\b|.*\bCreateProcess\b|.*\bverification failed\b)/m;

const EXIT_CODE = /(?:exited with code|[Ee]xit code:?|"exit_code":)\s*(-?\d+)/;
/** Where the head of an output, written by the harness, ends at the latest. */
const HEAD_CHARS = 1_000;
/** The tool came back before the command did. Where a tool says nothing of an exit code, it was 0. */
const STILL_RUNNING = /^(?:Process running with session|[^\n]{0,200}still running|aborted|timed out)/im;

/** What ran of a call that came back, where no structured item says it. */
export function ranOfOutput(call: PlannedCall, payload: JsonObject): Ran[] {
  const text = outputText(payload) ?? "";
  if (NOT_RUN.test(text) || (call.isScript && SCRIPT_NOT_RUN.test(text))) return [];
  if (call.isScript) return scriptRans(call, payload, text);
  return call.runs().flatMap((run) => ranOf(run, endOf(text)));
}

/** Whether the command had not come to its end with this output. */
export function isOpenEnded(ran: Ran): boolean {
  return ran.kind === "command" && ran.exitCode === undefined;
}

interface End {
  readonly exitCode: number | undefined;
  readonly output: string;
}

function ranOf(run: PlannedRun, end: End): Ran[] {
  if (run.kind === "mcp") return [{ ...run, failed: /^(?:error\b|tool call error)/i.test(end.output.trim()) }];
  if (run.kind === "file_change") return (end.exitCode ?? 0) === 0 ? [run] : [];
  const exitCode = end.exitCode === undefined ? {} : { exitCode: end.exitCode };
  return [{ ...run, ...exitCode, output: end.output, by: "agent" }];
}

function endOf(text: string): End {
  const head = text.slice(0, HEAD_CHARS);
  const code = EXIT_CODE.exec(head)?.[1];
  const body = /^Output:\n/m.exec(head);
  const output = body === null ? text : text.slice(body.index + body[0].length);
  if (code !== undefined) return { exitCode: Number(code), output };
  const tail = text.length > 2 * HEAD_CHARS ? text.slice(-HEAD_CHARS) : text;
  return { exitCode: STILL_RUNNING.test(head) || STILL_RUNNING.test(tail) ? undefined : 0, output };
}

/**
 * A script prints what it likes: results of its commands as JSON, one a part, when they are as many as the commands;
 * else its text is the output of its only command, which ended as the text says where it says so.
 */
function scriptRans(call: PlannedCall, payload: JsonObject, text: string): Ran[] {
  const runs = call.runs();
  const commands = runs.filter(({ kind }) => kind === "command").length;
  const results = printedResults(payload);
  let next = 0;
  return runs.flatMap((run) => {
    if (run.kind !== "command") return ranOf(run, { exitCode: undefined, output: "" });
    const result = results.length === commands ? results[next] : undefined;
    next += 1;
    if (run.command === COMPUTED_COMMAND) return [];
    return ranOf(
      run,
      result ?? (commands === 1 ? onlyEnd(call, endOf(text).output) : { exitCode: undefined, output: "" }),
    );
  });
}

/** What a tool says before the output that it gives as a text. */
const TOOL_HEAD = /^\s*Exit code: (-?\d+)\nWall time[^\n]*\n(?:Output:\n)?/;
/** A line of its own in which a script says how its command ended. */
const CODE_LINE = /^\W*exit(?:[ _]?(?:code|status))?\W{1,3}(-?\d+)\W*$\n?/im;

/** How the only command of a script ended, from the text that it prints. */
function onlyEnd({ namesExitCode }: PlannedCall, printed: string): End {
  const said = TOOL_HEAD.exec(printed) ?? (namesExitCode ? CODE_LINE.exec(printed) : null);
  if (said === null) return { exitCode: undefined, output: printed };
  const output = printed.slice(0, said.index) + printed.slice(said.index + said[0].length);
  return { exitCode: Number(said[1]), output };
}

function printedResults(payload: JsonObject): End[] {
  const parts = typeof payload.output === "string" ? [payload.output] : listOf(payload.output);
  return parts.flatMap((part) => {
    const text = stringOf(part) ?? stringOf(objectOf(part)?.text) ?? "";
    return resultsIn(printedValue(text.replace(/^[\s\S]{0,200}?\nOutput:\n/, "").trim()), 0);
  });
}

/** JSON in one piece, or a line each. */
function printedValue(text: string): unknown {
  const whole = parseObject(`{"value":${text}}`);
  return whole === undefined ? text.split("\n").map(parseObject) : whole.value;
}

/** Results lie in what a script prints as deep as this: under names, in lists, as outcomes of promises. */
const MAX_RESULT_DEPTH = 3;
/** How scripts call an exit code, their own or the tool's; a shorter name is one of many things. */
const CODE_KEYS = ["exit_code", "exitCode"];

function resultsIn(value: unknown, depth: number): End[] {
  const result = objectOf(value);
  const exitCode = CODE_KEYS.map((key) => result?.[key]).find((code) => typeof code === "number");
  if (exitCode !== undefined) return [{ exitCode, output: stringOf(result?.output) ?? stringOf(result?.out) ?? "" }];
  if (depth >= MAX_RESULT_DEPTH || typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((part) => resultsIn(part, depth + 1));
}
