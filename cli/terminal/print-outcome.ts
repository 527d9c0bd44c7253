import type { Command, Io, Outcome } from "../command.ts";
import type { Options } from "../options/settings.ts";
import { reportJson } from "../print/report-json.ts";
import { type Cell, renderTable, renderTsv, type Table } from "../print/table.ts";
import { wrapText } from "../print/wrap-text.ts";
import { writeErr, writeOut } from "./output.ts";
import { showPaged } from "./pager.ts";
import { visible, visibleJson } from "./visible.ts";

/** How a report is printed: what was typed, and where stdout goes. */
export interface PrintContext {
  readonly command: Command;
  readonly options: Options;
  readonly io: Io;
  /** The pager a person has chosen. */
  readonly pager: string | undefined;
  /** Whether stderr has told a failure. */
  readonly told: "failure" | "nothing";
}

/** Prints the report of a command: the one place that writes reports to stdout. */
export function printOutcome(outcome: Outcome, context: PrintContext): void {
  const { command, options, io } = context;
  const { exit, json, rawJson, text, table } = outcome;
  // Made only where it is printed: a report may hold thousands of rows.
  const value = () => rawJson ?? (json === undefined ? undefined : reportJson(command.name, exit, json));
  const shownJson = options.json === true || options.listFormat === "json" ? value() : undefined;
  if (shownJson !== undefined) {
    write(`${JSON.stringify(shownJson)}\n`, io, visibleJson);
    return;
  }
  // Cron mails whatever is said: a success that nobody asked the data of is silent.
  const fails = exit !== 0 && options.checkFolder !== undefined;
  const looks = options.dryRun === true || options.showInput === true || fails;
  if (options.quiet === true && command.reports === "on what it did" && !looks) {
    // One line on failure: what stderr has told, else what the report says.
    if (exit !== 0 && text !== undefined && context.told === "nothing") {
      writeErr(`memories: ${text.trim().split("\n").join("; ")}\n`);
    }
    return;
  }
  if (table !== undefined && options.listFormat === "ndjson") {
    const rows = command.list === undefined ? objectsOf(table) : listOf(command, value());
    for (const row of rows) write(`${JSON.stringify(row)}\n`, io, visibleJson);
    return;
  }
  if (table !== undefined && !io.stdoutIsTerminal && options.quiet !== true) tellBeside(table);
  const shown = table === undefined ? fitted(text, context) : tableText(table, context);
  if (shown === undefined || shown === "") return;
  const whole = shown.endsWith("\n") ? shown : `${shown}\n`;
  if (table !== undefined && isPaged(whole, context) && showPaged(pagedText(table, context), context.pager ?? ""))
    return;
  write(whole, io, visible);
}

/** Sentences are broken between words on a terminal; what may be a diff, or a session's text, is not. */
function fitted(text: string | undefined, { command, options, io }: PrintContext): string | undefined {
  const isSaid = command.wraps === true || command.reports === "on what it did";
  const hasDiff = options.checkFolder !== undefined || (options.dryRun === true && command.name === "consolidate");
  const isData = options.showInput === true || hasDiff;
  return text === undefined || !io.stdoutIsTerminal || !isSaid || isData ? text : wrapText(text, io.columns);
}

/** A table on a terminal; elsewhere, or where tsv is asked for, the whole values between tabs. */
function tableText(table: Table, { options, io }: PrintContext): string {
  const asked = options.listFormat;
  if (io.stdoutIsTerminal && asked === undefined) return renderTable(table, io.columns);
  const headers = options.headers === true || (asked === "tsv" && options.noHeaders !== true);
  return renderTsv(table, headers ? "with headers" : "rows alone");
}

/** What stands beside the rows on a terminal is talk where the rows go to a program. */
function tellBeside({ rows, empty, footer = [], tellsFooter }: Table): void {
  const lines = [...(rows.length === 0 && empty !== undefined ? [empty] : []), ...(tellsFooter ? footer : [])];
  for (const line of lines) if (line !== "") writeErr(`${line}\n`);
}

/** The table for a pager, whose reader sees the first rows first. */
function pagedText(table: Table, { io }: PrintContext): string {
  const rows = table.newest === "last" ? table.rows.toReversed() : table.rows;
  return visible(`${renderTable({ ...table, rows }, io.columns)}\n`);
}

function isPaged(text: string, { options, io, pager }: PrintContext): boolean {
  if (!io.stdoutIsTerminal || options.noPager === true || !pager) return false;
  return text.split("\n").length > io.rows;
}

/** The rows of a report whose JSON has no list of them. */
function objectsOf({ columns, rows }: Table): readonly object[] {
  const full = (cell: Cell | undefined) => (typeof cell === "object" ? cell.full : (cell ?? ""));
  return rows.map((row) => Object.fromEntries(columns.map(({ key }, at) => [key, full(row[at])])));
}

function listOf({ list }: Command, json: unknown): readonly unknown[] {
  const rows: unknown = list === undefined ? [] : Reflect.get(Object(json), list);
  return Array.isArray(rows) ? rows : [];
}

function write(text: string, { stdoutIsTerminal }: Io, safe: (text: string) => string): void {
  writeOut(stdoutIsTerminal ? safe(text) : text);
}
