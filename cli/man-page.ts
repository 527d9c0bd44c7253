import type { Command } from "./command.ts";
import { EXIT_CODES } from "./exit.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { flagText } from "./help.ts";
import type { OptionRow } from "./option.ts";
import { type OptionName, rowOf } from "./settings.ts";

/** The manual page in roff, from the same tables as `--help`. */
export function renderManPage(commands: readonly Command[], version: string): string {
  return [
    `.TH MEMORIES 1 "" "memories ${version}" "User Commands"`,
    ".SH NAME",
    "memories \\- what coding agents learnt, kept for the next session",
    ".SH SYNOPSIS",
    ".B memories",
    "\\fIcommand\\fR [\\fIoptions\\fR]",
    ".SH COMMANDS",
    ...commands.flatMap(commandSection),
    ".SH OPTIONS OF EVERY COMMAND",
    ...(Object.keys(GLOBAL_OPTIONS) as OptionName[]).map(rowOf).flatMap(optionEntry),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(({ code, meaning }) => [".TP", `.B ${code}`, roff(meaning)]),
  ].join("\n");
}

function commandSection(command: Command): string[] {
  const rows = command.options.map(rowOf).filter((row) => row.flag !== undefined);
  return [
    `.SS ${roff(["memories", command.name, command.args].filter(Boolean).join(" "))}`,
    `${roff(command.summary)}.`,
    ...rows.flatMap(optionEntry),
    ".PP",
    ".nf",
    ...command.examples.map(roff),
    ".fi",
  ];
}

function optionEntry(row: OptionRow): string[] {
  return [".TP", `.B ${roff(flagText(row))}`, roff(row.help)];
}

/** Backslashes and dashes are roff's own; a leading dot or quote would be a request. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");
}
