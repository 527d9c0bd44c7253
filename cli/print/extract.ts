import { renderMoney } from "../../lib/core/cost/money.ts";
import type { WaitingReason } from "../../lib/core/runs/waiting.ts";
import type { ExtractReport, JobResult } from "../../lib/flow/extract/report.ts";
import { count } from "./count.ts";
import { renderOne, renderWaiting } from "./waiting.ts";

/** The report of an extraction for people: what came of it in one line, the failures, and what waits. */
export function renderExtract(report: ExtractReport): string {
  const { waiting, jobs } = report;
  if (report.claimed === 0) return nothingDone(report);
  const troubles = jobs.filter(({ error }) => error !== null).map(trouble);
  const [only, ...others] = waiting;
  const sum = `${done(report)}.`;
  if (only !== undefined && others.length === 0 && troubles.length === 0) return `${sum} ${renderOne(only)}`;
  return [sum, ...troubles, ...renderWaiting(waiting)].join("\n");
}

/** `32 of 74 sessions done, 27 remembered (rules)`. */
export function done(report: ExtractReport): string {
  const { succeeded, succeeded_no_output, kept, failed, released, lost_lease, waiting, usage } = report;
  const ended = succeeded + succeeded_no_output + kept;
  const left = waiting.filter(({ reason }) => LEFT.has(reason)).reduce((sum, each) => sum + each.count, 0);
  // What was given back waits again.
  const all = report.claimed + Math.max(0, left - released);
  const others: [number, string][] = [
    [kept, "kept as they were"],
    [failed, "failed"],
    [released, "given back"],
    [lost_lease, "taken over by another process"],
  ];
  const told = others.filter(([number]) => number > 0).map(([number, what]) => `, ${number} ${what}`);
  const head = ended === all ? `${count(all, "session")} done` : `${ended} of ${count(all, "session")} done`;
  const tokens = usage.total_tokens === 0 ? "" : `, ${usage.total_tokens} tokens${money(report)}`;
  return `${head}, ${succeeded} remembered${told.join("")} (${maker(report)}${tokens})`;
}

/** Sessions that this run would have taken. */
const LEFT: ReadonlySet<WaitingReason> = new Set([
  "limit",
  "outage",
  "setup",
  "rate_limit",
  "budget",
  "unconfirmed",
  "signal",
  "at_capacity",
]);

/** What requests that went to a host cost. */
function money({ cost, host }: ExtractReport): string {
  return host === null ? "" : `, ${cost === null ? "no price known" : renderMoney(cost)}`;
}

/** Who made the results, and where. */
export function maker({ model, host }: Pick<ExtractReport, "model" | "host">): string {
  return model === "offline" ? "rules" : host === null ? model : `${model} at ${host}`;
}

function nothingDone({ waiting, stopped }: ExtractReport): string {
  if (waiting.length === 0) return stopped === null ? "nothing to do" : `no session extracted: ${stopped}`;
  const [only, ...others] = waiting;
  const text = renderWaiting(waiting);
  const isOne = only !== undefined && others.length === 0;
  return isOne ? `nothing new. ${text[0]}` : ["nothing new.", ...text].join("\n");
}

function trouble({ thread_id, outcome, error }: JobResult): string {
  return `${thread_id} ${outcome}: ${error}`;
}
