import type { Readable } from "node:stream";
import { renderRepair } from "../../core/consolidate/agent/prompt.ts";
import { fault } from "../../core/fault.ts";
import { redactText } from "../../core/redact/redact.ts";
import { NO_USAGE } from "../../core/types.ts";
import { endProcess } from "../process/end-group.ts";
import { identifyProcess, type ProcessIdentity } from "../process/process-identity.ts";
import { type ProgramEnd, REPORT_HANDLE, startProgram } from "../process/run-program.ts";
import { type AgentEnd, type AgentRun, REPAIR_ROUNDS, type Verifier } from "./agent-end.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { type Confinement, confinedArgv } from "./sandbox.ts";
import type { SandboxView } from "./sandbox-view.ts";

/** Characters of a command's last output that an error text shows. */
const SAID_MAX_CHARS = 400;

/** A command and what it is given. */
export interface CommandAgentOptions {
  /** Program and arguments, run without a shell. */
  readonly argv: readonly string[];
  /** The copy: its working directory, its HOME, and all it can write. An absolute path. */
  readonly root: string;
  /** What it reads on standard input: instructions and first message. */
  readonly prompt: string;
  /** Where PATH, LANG and TERM are taken from; nothing else of it is passed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unless `unconfined`, `requireSandbox` must have been asked before. */
  readonly confinement: Confinement;
  readonly view: SandboxView;
  /** Wall time of all rounds. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly verify: Verifier;
}

/**
 * Runs a program of the user's as the agent. An exit code other than 0 is `failed`. Its whole process group
 * (under bubblewrap: every process it started) is dead when this returns. For a repair round it is run again,
 * with the findings after the prompt; should it fail then, and what it left still be wrong, the findings are
 * the end, and how it failed is a warning.
 */
export async function runCommandAgent(options: CommandAgentOptions): Promise<AgentRun> {
  const deadline = startDeadline(options.timeoutSeconds, options.signal);
  let steps = 0;
  let repairRounds = 0;
  const run = (end: AgentEnd, warnings: readonly string[] = []): AgentRun => ({
    end,
    steps,
    refusedCalls: 0,
    repairRounds,
    usage: NO_USAGE,
    warnings,
  });
  let input = options.prompt;
  try {
    for (;;) {
      steps += 1;
      const { end, problem } = await runOnce(options, input, deadline);
      if (end !== undefined) return run(end);
      if (problem !== undefined && repairRounds === 0) return run({ kind: "failed", reason: problem });
      const findings = await options.verify();
      const late = deadline.end();
      if (late !== undefined) return run(late);
      if (problem !== undefined) {
        if (findings.length === 0) return run({ kind: "failed", reason: problem });
        return run({ kind: "finished", findings }, [`repair round ${repairRounds}: ${problem}`]);
      }
      if (findings.length === 0 || repairRounds === REPAIR_ROUNDS) return run({ kind: "finished", findings });
      repairRounds += 1;
      input = `${options.prompt}\n\n${renderRepair(findings)}\n`;
    }
  } finally {
    deadline.clear();
  }
}

/** How one run of the program ended: by itself and well (neither key), by itself and badly, or for good. */
interface RunOnce {
  /** One redacted line. */
  readonly problem?: string;
  readonly end?: AgentEnd;
}

async function runOnce(options: CommandAgentOptions, input: string, deadline: Deadline): Promise<RunOnce> {
  const early = deadline.end();
  if (early !== undefined) return { end: early };
  fault("agent.step", options.argv.join(" "));
  const program = await startProgram({
    command: confinedArgv({ ...options, folder: options.root, searchPath: options.env.PATH }, REPORT_HANDLE),
    cwd: options.root,
    env: reducedEnvironment(options),
    input,
    reports: options.confinement === "unconfined" ? "no_report" : "report",
    signal: deadline.signal,
  });
  const said = lastOutput([program.stdout, program.stderr]);
  const inside = firstProcessInside(program.report);
  const end = await program.ended;
  const dead = !end.left && (await endInside(inside));
  for (const stream of [program.stdout, program.stderr, program.report]) stream?.destroy();
  const late = deadline.end();
  if (late !== undefined) return { end: late };
  if (!dead) return { end: { kind: "failed", reason: "processes of the agent's command could not be ended" } };
  const how = howItEnded(end);
  if (how === undefined) return {};
  const words = said();
  const problem = `the agent's command ${options.argv[0]} ${how}${words === "" ? "" : `: ${words}`}`;
  return { problem: redactText(problem) };
}

function reducedEnvironment({ env, root }: CommandAgentOptions): Record<string, string> {
  const taken = { PATH: env.PATH, HOME: root, LANG: env.LANG, TERM: env.TERM };
  return Object.fromEntries(
    Object.entries(taken).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What it did wrong, in words; undefined when it ended well. */
function howItEnded({ code, killedBy, failure }: ProgramEnd): string | undefined {
  if (failure !== undefined) return `cannot be run: ${failure.message}`;
  return code === 0 ? undefined : `ended with ${killedBy ?? `exit code ${code}`}`;
}

/** Ends the program's namespace, where it has one; false when something of it goes on. */
async function endInside(inside: Promise<ProcessIdentity | undefined>): Promise<boolean> {
  const first = await inside;
  return first === undefined || (await endProcess(first));
}

/** Reads what bubblewrap tells of the first process of its namespace: with that one all the others end. */
function firstProcessInside(stream: Readable | undefined): Promise<ProcessIdentity | undefined> {
  const { promise, resolve } = Promise.withResolvers<ProcessIdentity | undefined>();
  if (stream === undefined) resolve(undefined);
  let text = "";
  stream?.setEncoding("utf8").on("data", (more: string) => {
    text += more;
    const pid = /"child-pid"\s*:\s*(\d+)\D/.exec(text)?.[1];
    if (pid !== undefined) resolve(identifyProcess(Number(pid)));
  });
  stream?.on("close", () => resolve(undefined));
  stream?.on("error", () => resolve(undefined));
  return promise;
}

/** The end of what a program printed, on one line. It is read to the end, so that the program never blocks. */
function lastOutput(streams: readonly Readable[]): () => string {
  let text = "";
  for (const stream of streams) {
    stream.setEncoding("utf8").on("data", (more: string) => {
      text = `${text}${more}`.slice(-SAID_MAX_CHARS);
    });
  }
  return () => text.replaceAll(/\s+/g, " ").trim();
}
