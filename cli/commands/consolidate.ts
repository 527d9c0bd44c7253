import type { ConsolidateOptions } from "../../lib/flow/consolidate/consolidate.ts";
import { consolidate, consolidateDryRun } from "../../lib/flow/consolidate/consolidate.ts";
import { consolidateExit } from "../../lib/flow/consolidate/report.ts";
import { withMetrics } from "../../lib/flow/cost/with-metrics.ts";
import type { Command, CommandContext } from "../command.ts";
import { expandTilde } from "../config/places.ts";
import { refuseTogether, refuseWithoutProgram } from "../options/refuse-together.ts";
import { PLACE_OPTIONS, quoted, repeatedWords } from "../options/repeated-words.ts";
import type { Options } from "../options/settings.ts";
import { SPENDING_OPTIONS } from "../options/spending-options.ts";
import { renderConsolidate } from "../print/consolidate.ts";

export const consolidateCommand: Command = {
  name: "consolidate",
  summary: "Phase 2: bring the memory folder up to date",
  options: [
    "agent",
    "model",
    "offline",
    "force",
    "wait",
    "dryRun",
    "record",
    "adopt",
    ...SPENDING_OPTIONS,
    "moveRoot",
    "unconfined",
    "allowNetwork",
    "ro",
    "api",
    "timeout",
    "agentMaxSteps",
    "agentTimeout",
    "agentMaxOutputTokens",
    "maxRawMemoriesForConsolidation",
    "maxUnusedDays",
    "extensionRetentionDays",
    "attestationCommand",
  ],
  takesProgram: true,
  reports: "on what it did",
  examples: [
    "memories consolidate --offline",
    "memories consolidate --dry-run --json",
    "memories consolidate --root ~/notes/memory --adopt",
    "memories consolidate --agent command -- my-agent --print",
  ],
  async run(context) {
    refuseContradictions(context.options);
    const asked = await consolidateOptions(context);
    const world = await context.world();
    const report = await (context.options.dryRun === true
      ? consolidateDryRun(world, asked)
      : withMetrics(world, () => consolidate(world, asked)));
    const { env, io } = context;
    const width = io.stdoutIsTerminal ? io.columns : Number.POSITIVE_INFINITY;
    return { exit: consolidateExit(report), json: report, text: renderConsolidate(report, { home: env.HOME, width }) };
  },
};

function refuseContradictions({ agent, model, offline, unconfined, allowNetwork, ro, dryRun, record }: Options): void {
  refuseTogether(offline === true && agent !== undefined && agent !== "offline", "--offline", "--agent");
  refuseTogether(offline === true && model !== undefined, "--offline", "--model");
  const modelless = agent === "offline" || agent === "command";
  refuseTogether(modelless && model !== undefined, `--agent ${agent}`, "--model");
  refuseTogether(dryRun === true && record !== undefined, "--dry-run", "--record");
  refuseWithoutProgram(agent, { unconfined, allowNetwork, ro });
}

/** What a command that does the rest has to say again. */
export function consolidateWords(options: Options, rest: readonly string[]): string[] {
  const names = ["offline", "agent", "model", "consolidationModel", "api", "unconfined", "allowNetwork", "ro"] as const;
  const program = rest.length === 0 ? [] : ["--", ...rest.map(quoted)];
  return [...repeatedWords(options, [...PLACE_OPTIONS, ...names]), ...program];
}

/** What was typed, with `~` in folders that no shell saw. */
async function consolidateOptions({ options, rest, env }: CommandContext): Promise<ConsolidateOptions> {
  const replayed = (name: string | undefined): string | undefined => {
    const folder = /^replay:(.*)$/s.exec(name ?? "")?.[1];
    return folder === undefined ? name : `replay:${expandTilde(folder, env)}`;
  };
  const confined = options.allowNetwork === true ? "network_on" : "network_off";
  return {
    agent: options.offline === true ? "offline" : replayed(options.agent),
    command: rest,
    model: replayed(options.model),
    mode: "force",
    bulk: options.force === true ? "let_go" : "hold_back",
    waitSeconds: options.wait ?? 0,
    recordDir: options.record === undefined ? undefined : expandTilde(options.record, env),
    adoption: options.adopt === true ? "adopt" : "refuse",
    place: options.moveRoot === true ? "move" : "stay",
    confinement: options.unconfined === true ? "unconfined" : confined,
    readOnly: (options.ro ?? []).map((path) => expandTilde(path, env)),
    words: consolidateWords(options, rest),
  };
}
