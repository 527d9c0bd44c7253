import { renderMoney, renderTokens } from "../../lib/core/cost/money.ts";
import type { ConsolidationSum, ExtractionSum } from "../../lib/flow/cost/shown-estimate.ts";
import type { TodaySum } from "../../lib/flow/cost/today-sum.ts";
import { count } from "./count.ts";

const NAME_COLUMNS = 13;
const line = (name: string, text: string) => `${name.padEnd(NAME_COLUMNS)}${text}`;

/** The last lines of a dry run: what an extraction would send, where, and its price; the largest session. */
export function extractSumLines(sum: ExtractionSum, name = "sum"): string[] {
  const tokens = `${renderTokens(sum.input_tokens)} tokens in, ~${renderTokens(sum.output_tokens)} out`;
  const whole = line(name, [count(sum.sessions, "session"), tokens].join(", ") + placeAndMoney(sum, sum.cost));
  const { largest } = sum;
  if (largest === null || sum.sessions === 0) return [whole];
  const project = largest.cwd.split("/").findLast((part) => part !== "") ?? largest.cwd;
  const title = shortTitle(largest.title) || largest.thread_id;
  return [whole, line("", `largest: ${renderTokens(largest.input_tokens)} "${title}" (${project})`)];
}

/** The same of a consolidation. */
export function consolidateSumLine(sum: ConsolidationSum, name = "sum"): string {
  const [fewSteps, manySteps] = sum.steps;
  const [low, high] = sum.tokens;
  const work = high === 0 ? "no tokens" : `${fewSteps}–${manySteps} steps, ${renderRange(low, high)} tokens`;
  return line(name, `~${count(sum.memories, "memory", "memories")}, ${work}${placeAndMoney(sum, sum.cost)}`);
}

/** `60–200k`: the unit once where both have the same. */
function renderRange(low: number, high: number): string {
  const [from, to] = [renderTokens(low), renderTokens(high)];
  const unit = /[kM]$/.exec(to)?.[0] ?? "";
  return `${unit !== "" && from.endsWith(unit) ? from.slice(0, -1) : from}–${to}`;
}

/** What today has cost, beside what it may. */
export function todayLine({ tokens, cost, day_tokens, day_cost }: TodaySum): string {
  const of = day_tokens === null ? "" : ` of ${renderTokens(day_tokens)}`;
  const money = day_cost === null ? renderMoney(cost) : `${renderMoney(cost)} of ${renderMoney(day_cost)}`;
  return `today so far ${renderTokens(tokens)}${of} tokens, ${money}`;
}

function placeAndMoney(
  { model, host }: Pick<ExtractionSum, "model" | "host">,
  cost: number | readonly [number, number] | null,
): string {
  const place = host === null ? (model === "offline" ? "rules" : model) : `${model} at ${host}`;
  const money =
    cost === null
      ? "no price known: [prices] in memories.toml"
      : typeof cost === "number"
        ? `≈ ${renderMoney(cost)}`
        : cost[0] === cost[1]
          ? `≈ ${renderMoney(cost[0])}`
          : `≈ ${renderMoney(cost[0])}–${renderMoney(cost[1]).slice(1)}`;
  return `    ${place}   ${money}`;
}

/** Places that a title has on its line. */
const TITLE_CHARS = 60;

function shortTitle(title: string): string {
  const one = title.replaceAll(/\s+/g, " ").trim();
  return one.length > TITLE_CHARS ? `${one.slice(0, TITLE_CHARS - 1).trimEnd()}…` : one;
}
