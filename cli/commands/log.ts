import { renderMoney, renderTokens } from "../../lib/core/cost/money.ts";
import type { LoggedRun } from "../../lib/flow/root/history/log.ts";
import { log } from "../../lib/flow/root/history/log.ts";
import type { Command } from "../command.ts";
import { count } from "../print/count.ts";
import type { Cell, Column } from "../print/table.ts";

const COLUMNS: readonly Column[] = [
  { title: "time", key: "time" },
  { title: "command", key: "command" },
  { title: "status", key: "status" },
  { title: "tokens", key: "tokens", align: "right" },
  { title: "cost", key: "cost", align: "right" },
  { title: "model", key: "model" },
  { title: "run", key: "run" },
  { title: "what", key: "what", shrinks: true },
];

export const logCommand: Command = {
  name: "log",
  summary: "List the last runs, failed ones too, with what they cost",
  options: ["listFormat", "headers", "noHeaders"],
  list: "runs",
  examples: ["memories log", "memories log --json"],
  async run({ world }) {
    const report = await log(await world());
    if (report.runs.length === 0) return { exit: 0, json: report };
    return { exit: 0, json: report, table: { columns: COLUMNS, rows: report.runs.map(row) } };
  },
};

function row(run: LoggedRun): Cell[] {
  const asked = run.requests > 0;
  return [
    { shown: run.time.slice(5, 16).replace("T", " "), full: run.time },
    run.command,
    run.status,
    { shown: run.tokens === 0 ? "" : renderTokens(run.tokens), full: String(run.tokens) },
    { shown: asked ? money(run) : "", full: String(run.cost) },
    [run.model ?? "", ...(run.host === null ? [] : [run.host])].join(" at "),
    run.run,
    what(run),
  ];
}

/** A sum that leaves requests out says so. */
function money({ cost, unpriced_requests: unpriced, requests }: LoggedRun): string {
  if (unpriced === requests) return "no price";
  return unpriced === 0 ? renderMoney(cost) : `${renderMoney(cost)}+`;
}

function what(run: LoggedRun): string {
  if (run.command === "doctor") return run.note ?? "";
  const parts =
    run.command === "extract"
      ? [count(run.sessions, "session"), `${run.remembered} remembered`]
      : [count(run.sessions, "memory", "memories"), count(run.changes, "change")];
  if (run.undone_by !== null) parts.push(`taken back by ${run.undone_by}`);
  if (run.undoes !== null) parts.push(`of ${run.undoes}`);
  return [...parts, ...(run.note === null ? [] : [run.note])].join(", ");
}
