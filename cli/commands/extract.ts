import { MemoriesError } from "../../lib/core/errors.ts";
import { shortIds } from "../../lib/core/text/short-ids.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import { withMetrics } from "../../lib/flow/cost/with-metrics.ts";
import { extractDryRun } from "../../lib/flow/extract/dry-run.ts";
import { extract } from "../../lib/flow/extract/extract.ts";
import type { ExtractOptions } from "../../lib/flow/extract/plan.ts";
import { extractExit } from "../../lib/flow/extract/report.ts";
import { extractInput } from "../../lib/flow/extract/show-input.ts";
import type { Command, CommandContext, Outcome } from "../command.ts";
import { expandTilde } from "../config/places.ts";
import { refuseTogether } from "../options/refuse-together.ts";
import { PLACE_OPTIONS, repeatedWords } from "../options/repeated-words.ts";
import type { OptionName, Options } from "../options/settings.ts";
import { SPENDING_OPTIONS } from "../options/spending-options.ts";
import { age } from "../print/age.ts";
import { extractSumLines } from "../print/cost-sum.ts";
import { renderExtract } from "../print/extract.ts";
import { columnsOf } from "../print/table.ts";
import { visible } from "../terminal/visible.ts";

export const extractCommand: Command = {
  name: "extract",
  summary: "Phase 1: turn finished sessions into memories",
  options: [
    "model",
    "offline",
    "limit",
    "thread",
    "last",
    "since",
    "again",
    "excludeThread",
    "agentFilter",
    "sources",
    "dryRun",
    "showInput",
    "record",
    "yes",
    ...SPENDING_OPTIONS,
    "api",
    "concurrency",
    "timeout",
    "allowedProviders",
    "denyCwd",
    "maxRolloutAgeDays",
    "minRolloutIdleHours",
    "maxUnusedDays",
    "contextWindow",
    "minRateLimitRemainingPercent",
    "attestationCommand",
  ],
  reports: "on what it did",
  examples: [
    "memories extract --offline",
    "memories extract --dry-run --json",
    "memories extract --again offline --dry-run",
    "memories extract --thread 01a203bf-0c85 --show-input",
    "OPENAI_BASE_URL=http://localhost:11434/v1 memories extract --api chat --model qwen3",
  ],
  async run(context) {
    const { options } = context;
    refuseContradictions(options);
    const asked = await extractOptions(context);
    if (options.showInput === true) {
      if (options.thread !== undefined) return showInput(context, options.thread, asked);
      throw new MemoriesError("bad_option", "--show-input shows one session: --thread is missing", {
        hint: "memories extract --thread ID --show-input",
      });
    }
    return options.dryRun === true ? dryRun(context, asked) : extractNow(context, asked);
  },
};

function refuseContradictions({ thread, last, since, showInput, dryRun, record, offline, model }: Options): void {
  refuseTogether(offline === true && model !== undefined && model !== "offline", "--offline", "--model");
  refuseTogether(last !== undefined && since !== undefined, "--last", "--since");
  refuseTogether(thread !== undefined && last !== undefined, "--thread", "--last");
  refuseTogether(thread !== undefined && since !== undefined, "--thread", "--since");
  refuseTogether(showInput === true && dryRun === true, "--show-input", "--dry-run");
  refuseTogether(showInput === true && record !== undefined, "--show-input", "--record");
  refuseTogether(dryRun === true && record !== undefined, "--dry-run", "--record");
}

/** What a command that does the rest has to say again. */
const REPEATED: readonly OptionName[] = [
  "model",
  "offline",
  "api",
  "contextWindow",
  "since",
  "excludeThread",
  "agentFilter",
  "sources",
  "allowedProviders",
  "denyCwd",
  "maxRolloutAgeDays",
];

/** What was typed, with `~` in folders that no shell saw. */
async function extractOptions({ options, env }: CommandContext): Promise<ExtractOptions> {
  const { record } = options;
  const model = options.offline === true ? "offline" : options.model;
  const replay = /^replay:(.*)$/s.exec(model ?? "")?.[1];
  return {
    model: replay === undefined ? model : `replay:${expandTilde(replay, env)}`,
    maxClaims: options.limit,
    thread: options.thread,
    excludeThread: options.excludeThread,
    last: options.last,
    since: options.since,
    again: options.again,
    words: repeatedWords(options, [...PLACE_OPTIONS, ...REPEATED]),
    agent: options.agentFilter,
    record: record === undefined ? undefined : expandTilde(record, env),
    unbounded: options.limit === undefined && options.yes !== true ? "ask" : "confirmed",
  };
}

async function extractNow({ world }: CommandContext, asked: ExtractOptions): Promise<Outcome> {
  const opened = await world();
  const report = await withMetrics(opened, () => extract(opened, asked));
  return { exit: extractExit(report), json: report, text: renderExtract(report) };
}

async function dryRun({ world }: CommandContext, asked: ExtractOptions): Promise<Outcome> {
  const opened = await world();
  const report = await extractDryRun(opened, asked);
  const ids = shortIds(report.candidates.map(({ thread_id }) => thread_id));
  const rows = report.candidates.map(({ thread_id, updated_at, decision, passes, estimated_tokens }) => [
    { shown: ids.get(thread_id) ?? thread_id, full: thread_id },
    { shown: age(updated_at, opened.now), full: rfc3339(updated_at) },
    estimated_tokens === null ? "-" : String(estimated_tokens),
    passes === true ? `${decision} (passes)` : decision,
  ]);
  const footer = ["", ...extractSumLines(report.estimate)];
  const columns = columnsOf("session", "updated", "tokens", "decision");
  return { exit: 0, json: report, table: { columns, rows, footer, tellsFooter: true } };
}

/** The two texts as they would leave this machine, byte for byte when they go into a pipe. */
async function showInput({ world, io }: CommandContext, thread: string, asked: ExtractOptions): Promise<Outcome> {
  const input = await extractInput(await world(), thread, asked);
  const text = `--- system ---\n${input.system}\n--- user ---\n${input.user}`;
  return { exit: 0, json: input, text: io.stdoutIsTerminal ? visible(text) : text };
}
