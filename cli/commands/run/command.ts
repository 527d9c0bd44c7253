import { oneAtATime, startDetached } from "../../../lib/flow/run/detached-run.ts";
import { readHook } from "../../../lib/flow/run/read-hook.ts";
import type { RunReport } from "../../../lib/flow/run/run.ts";
import { run } from "../../../lib/flow/run/run.ts";
import { DETACHED_VARIABLE, ownProgram } from "../../argv/own-program.ts";
import type { Command, CommandContext, Outcome } from "../../command.ts";
import { refuseTogether, refuseWithoutProgram } from "../../options/refuse-together.ts";
import type { Options } from "../../options/settings.ts";
import { renderRun, runLine } from "../../print/run.ts";
import { readHookInput } from "../../terminal/hook-input.ts";
import { runOptions } from "./options.ts";

export const runCommand: Command = {
  name: "run",
  summary: "Prune, extract, consolidate, as when a session starts",
  options: [
    "model",
    "extractModel",
    "consolidationModel",
    "agent",
    "offline",
    "limit",
    "excludeThread",
    "record",
    "force",
    "hook",
    "detach",
    "api",
    "concurrency",
    "timeout",
    "unconfined",
    "allowNetwork",
    "ro",
    "maxRolloutAgeDays",
    "minRolloutIdleHours",
    "maxUnusedDays",
    "contextWindow",
    "maxRawMemoriesForConsolidation",
  ],
  takesProgram: true,
  reports: "on what it did",
  examples: ["memories run --offline", "memories run --quiet --json", "memories run --hook --detach < hook-input.json"],
  silent: (options, env) => options.hook === true || Boolean(env[DETACHED_VARIABLE]),
  async run(context) {
    refuseContradictions(context.options);
    const hook = context.options.hook === true ? readHook(await readHookInput(context.io)).decision : undefined;
    const world = await context.world();
    if (hook?.kind === "skip") {
      world.log.info(`session start: nothing done, ${hook.reason}`);
      return { exit: 0 };
    }
    const exclude = hook?.excludeThread;
    if (context.options.detach === true) return detach(context, exclude);
    const report = await runHere(context, exclude);
    if (hook !== undefined || context.env[DETACHED_VARIABLE])
      world.log.info(`run: ${runLine(report, context.env.HOME)}`);
    const { exit, ...json } = report;
    return { exit, json, text: renderRun(report, context.env.HOME) };
  },
};

function refuseContradictions({
  offline,
  model,
  extractModel,
  consolidationModel,
  agent,
  ...confinement
}: Options): void {
  const named = (model: string | undefined) => offline === true && model !== undefined && model !== "offline";
  refuseTogether(named(model), "--offline", "--model");
  refuseTogether(model !== undefined && extractModel !== undefined, "--model", "--extract-model");
  refuseTogether(model !== undefined && consolidationModel !== undefined, "--model", "--consolidation-model");
  refuseTogether(named(extractModel), "--offline", "--extract-model");
  refuseTogether(named(consolidationModel), "--offline", "--consolidation-model");
  refuseWithoutProgram(agent, confinement);
}

async function runHere(context: CommandContext, exclude: string | undefined): Promise<RunReport> {
  const world = await context.world();
  const work = () => run(world, runOptions(world, context, exclude));
  return context.env[DETACHED_VARIABLE] ? oneAtATime(world, work) : work();
}

/** The same words without `--detach` and `--hook`, run by nobody's child. */
async function detach(context: CommandContext, exclude: string | undefined): Promise<Outcome> {
  const typed = process.argv.slice(2);
  const end = typed.indexOf("--");
  const words = (end === -1 ? typed : typed.slice(0, end)).filter((word) => word !== "--detach" && word !== "--hook");
  const rest = end === -1 ? [] : typed.slice(end);
  const excluded = exclude === undefined ? [] : [`--exclude-thread=${exclude}`];
  const command = [...ownProgram(), ...words, ...excluded, ...rest];
  const pid = await startDetached(await context.world(), command, { [DETACHED_VARIABLE]: "1" });
  return { exit: 0, json: { command: "run", status: "detached", pid }, text: `started as process ${pid}` };
}
