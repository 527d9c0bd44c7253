import { resolve } from "node:path";
import { withMetrics } from "../../../lib/flow/cost/with-metrics.ts";
import { checkGolden, type GoldenOptions, prepareGolden } from "../../../lib/flow/golden/check-golden.ts";
import { oneAtATime, startDetached } from "../../../lib/flow/run/detached-run.ts";
import { runDryRun } from "../../../lib/flow/run/dry-run.ts";
import { readHook } from "../../../lib/flow/run/read-hook.ts";
import type { RunReport } from "../../../lib/flow/run/run.ts";
import { run } from "../../../lib/flow/run/run.ts";
import { DETACHED_VARIABLE, ownProgram } from "../../argv/own-program.ts";
import type { Command, CommandContext, Outcome } from "../../command.ts";
import { expandTilde } from "../../config/places.ts";
import { SPENDING_OPTIONS } from "../../options/spending-options.ts";
import { consolidateSumLine, extractSumLines, todayLine } from "../../print/cost-sum.ts";
import { renderGolden } from "../../print/golden.ts";
import { renderRun, runLine } from "../../print/run.ts";
import { readHookInput } from "../../terminal/hook-input.ts";
import { refuseContradictions } from "./contradictions.ts";
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
    "thread",
    "last",
    "since",
    "again",
    "sources",
    "allowedProviders",
    "denyCwd",
    "record",
    "force",
    "replay",
    "recordMissing",
    "checkFolder",
    "acceptGolden",
    "dryRun",
    "yes",
    ...SPENDING_OPTIONS,
    "hook",
    "detach",
    "api",
    "concurrency",
    "timeout",
    "unconfined",
    "allowNetwork",
    "ro",
    "wait",
    "adopt",
    "moveRoot",
    "agentMaxSteps",
    "agentTimeout",
    "agentMaxOutputTokens",
    "extensionRetentionDays",
    "minRateLimitRemainingPercent",
    "attestationCommand",
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
    const held = goldenOptions(context);
    if (held !== undefined) prepareGolden(held);
    if (context.options.dryRun === true) return dryRun(context, exclude);
    const report = await runHere(context, exclude);
    if (hook !== undefined || context.env[DETACHED_VARIABLE])
      world.log.info(`run: ${runLine(report, context.env.HOME)}`);
    const { exit, ...json } = report;
    const text = renderRun(report, context.env.HOME);
    // A run that did not come to its end made no folder to compare.
    if (held === undefined || exit !== 0) return { exit, json, text };
    const check = checkGolden(world, held);
    return { exit: check.same ? 0 : 1, json: { ...json, check }, text: check.same ? text : renderGolden(check) };
  },
};

function goldenOptions({ options, env }: CommandContext): GoldenOptions | undefined {
  if (options.checkFolder === undefined) return undefined;
  return {
    dir: resolve(expandTilde(options.checkFolder, env)),
    use: options.acceptGolden === true ? "accept" : "compare",
  };
}

async function dryRun(context: CommandContext, exclude: string | undefined): Promise<Outcome> {
  const world = await context.world();
  const report = await runDryRun(world, runOptions(world, context, exclude));
  const { estimate } = report.consolidate;
  const lines = [
    ...extractSumLines(report.extract.estimate, "extract"),
    ...(estimate === undefined ? [] : [consolidateSumLine(estimate, "consolidate")]),
    todayLine(report.today),
  ];
  return { exit: 0, json: report, text: lines.join("\n") };
}

async function runHere(context: CommandContext, exclude: string | undefined): Promise<RunReport> {
  const world = await context.world();
  const work = () => withMetrics(world, () => run(world, runOptions(world, context, exclude)));
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
