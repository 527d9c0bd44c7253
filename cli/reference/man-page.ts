import type { Command } from "../command.ts";
import { CONFIG_NAMES } from "../config/config.ts";
import { EXIT_CODES } from "../exit.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import type { OptionRow } from "../options/option.ts";
import { type OptionName, rowOf } from "../options/settings.ts";
import { flagText } from "./help.ts";

/** Variables that are no settings. */
const OTHER_VARIABLES = [
  ["OPENAI_API_KEY, OPENAI_BASE_URL", "Key and address of the model endpoint."],
  ["MEMORIES_DB_TOKEN", "Token for a database that is not on this machine."],
  ["NO_COLOR", "No colour and no progress bar, as with --no-color."],
] as const;

/** What lies where; the rest of the home is private to the program. */
const FILES = [
  ["~/.memories/memories.toml", "The configuration, in a table [memories]; memories config shows what is in force."],
  ["~/.memories/memories.db", "The state: sessions, memories, jobs."],
  ["~/.memories/memories/", "The memory folder: memory_summary.md, MEMORY.md, skills/ and what they are made from."],
  [
    "~/.codex/sessions/, ~/.codex/config.toml",
    "The transcripts, and the settings of the program that wrote them. Only read.",
  ],
] as const;

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
    ".SH ENVIRONMENT",
    "A flag wins over a variable, a variable over the files.",
    ...CONFIG_NAMES.map(rowOf).flatMap(variableEntry),
    ...OTHER_VARIABLES.flatMap(([name, what]) => [".TP", `.B ${roff(name)}`, roff(what)]),
    ".SH FILES",
    ...FILES.flatMap(([path, what]) => [".TP", `.I ${roff(path)}`, roff(what)]),
  ].join("\n");
}

function variableEntry({ env, help }: OptionRow): string[] {
  return env === undefined ? [] : [".TP", `.B ${roff(env)}`, `${roff(help)}.`];
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

/** Characters that roff reads as its own, or that a terminal would show as something else. */
const ROFF: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "`": "\\(ga",
  "'": "\\(aq",
  "^": "\\(ha",
  "~": "\\(ti",
  '"': "\\(dq",
};

/** A text as roff source, all in ASCII so that no formatter has to guess its encoding; a leading dot is no request. */
function roff(text: string): string {
  const escaped = text.replace(/[\\`'^~"-]|[^\n -~]/gu, (character) => ROFF[character] ?? unicode(character));
  return escaped.replace(/^\./, "\\&.");
}

function unicode(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `\\[u${point}]`;
}
