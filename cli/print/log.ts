import { renderMoney, renderTokens } from "../../lib/core/cost/money.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { LoggedRun } from "../../lib/flow/root/history/log.ts";
import { count } from "./count.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "", key: "time" },
  { title: "", key: "command" },
  { title: "", key: "status" },
  { title: "", key: "what", shrinks: true },
  { title: "", key: "tokens", align: "right" },
  { title: "", key: "cost", align: "right" },
  { title: "", key: "model", only: "program" },
  { title: "", key: "run", only: "program" },
];

/** The runs, newest first; `now` in seconds. A screen shows the hour of today's runs and the day of older ones. */
export function logTable(runs: readonly LoggedRun[], now: number): Table {
  return { columns: COLUMNS, rows: runs.map((run) => row(run, now)), empty: "no run yet" };
}

function row(run: LoggedRun, now: number): Cell[] {
  return [
    { shown: shownTime(run.time, now), full: run.time },
    run.command,
    { shown: plainStatus(run.status), full: run.status },
    { shown: what(run, "short"), full: what(run, "whole") },
    { shown: run.tokens === 0 ? "" : `${renderTokens(run.tokens)} tokens`, full: String(run.tokens) },
    { shown: run.requests > 0 ? money(run) : "", full: String(run.cost) },
    [run.model ?? "", ...(run.host === null ? [] : [run.host])].join(" at "),
    run.run,
  ];
}

function shownTime(time: string, now: number): string {
  const isToday = time.slice(0, 10) === rfc3339(now).slice(0, 10);
  return isToday ? time.slice(11, 16) : time.slice(5, 16).replace("T", " ");
}

/** What a status means to a person who looks for what went wrong. */
function plainStatus(status: string): string {
  if (status.startsWith("succeeded")) return "ok";
  return status.startsWith("failed") ? "failed" : status;
}

/** A sum that leaves requests out says so. */
function money({ cost, unpriced_requests: unpriced, requests }: LoggedRun): string {
  if (unpriced === requests) return "no price";
  return unpriced === 0 ? renderMoney(cost) : `${renderMoney(cost)}+`;
}

function what(run: LoggedRun, form: "short" | "whole"): string {
  const note = run.note === null ? [] : [run.note];
  if (run.command === "doctor") return note.join("");
  // Of what failed only the failure is told.
  const failed = plainStatus(run.status) === "failed" && note.length > 0;
  const done =
    run.command === "extract"
      ? [count(run.sessions, "session"), `${run.remembered} remembered`]
      : [count(run.sessions, "memory", "memories"), count(run.changes, "change")];
  const undone = [
    ...(run.undone_by === null ? [] : [`taken back by ${name(run.undone_by, form)}`]),
    ...(run.undoes === null ? [] : [`of ${name(run.undoes, form)}`]),
    ...(run.can_be_undone && form === "short" ? [`undo ${name(run.run, form)}`] : []),
  ];
  return [...(failed && form === "short" ? [] : done), ...undone, ...note].join(", ");
}

/** `undo` takes a run by the end of its name too. */
function name(run: string, form: "short" | "whole"): string {
  return form === "short" ? (run.split("-").at(-1) ?? run) : run;
}
