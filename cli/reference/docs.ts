import type { Command } from "../command.ts";
import { CONFIG_NAMES } from "../config/config.ts";
import { EXIT_CODES } from "../exit.ts";
import { describeKind } from "../options/check-value.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import type { OptionRow } from "../options/option.ts";
import { type OptionName, rowOf } from "../options/settings.ts";
import { flagText } from "./help.ts";

/** `docs/reference.md`, made from the tables: commands, options, exit codes, configuration. */
export function renderReference(commands: readonly Command[]): string {
  return [
    "# Reference",
    "Made by `npm run docs` from the tables that the program itself reads; a check fails when it is stale.",
    "## Commands",
    ...commands.map(renderCommand),
    "## Options of every command",
    optionTable((Object.keys(GLOBAL_OPTIONS) as OptionName[]).map(rowOf)),
    "## Exit codes",
    table(
      ["exit", "meaning"],
      EXIT_CODES.map(({ code, meaning }) => [String(code), meaning]),
    ),
    "## Configuration",
    "Keys of `[memories]` in `<home>/memories.toml`. Those marked † are also read from the `config.toml` of the codex home.",
    configTable(),
  ].join("\n\n");
}

function renderCommand(command: Command): string {
  const usage = ["memories", command.name, command.args].filter(Boolean).join(" ");
  const rows = command.options.map(rowOf).filter((row) => row.flag !== undefined);
  return [
    `### \`${usage}\``,
    `${command.summary}.`,
    ...(rows.length === 0 ? [] : [optionTable(rows)]),
    ["```sh", ...command.examples, "```"].join("\n"),
  ].join("\n\n");
}

function optionTable(rows: readonly OptionRow[]): string {
  return table(
    ["option", "what it does"],
    rows.map((row) => [`\`${flagText(row).replaceAll("|", "\\|")}\``, row.help.replaceAll("|", "\\|")]),
  );
}

function configTable(): string {
  const rows = CONFIG_NAMES.map(rowOf).filter((row) => row.key !== undefined);
  return table(
    ["key", "environment", "allowed", "default", "meaning"],
    rows.map((row) => [
      `\`${row.table === undefined ? "" : `${row.table}.`}${row.key}\`${row.reference === true ? " †" : ""}`,
      row.env === undefined ? "" : `\`${row.env}\``,
      describeKind(row.fileKind ?? row.kind),
      row.default === undefined ? "" : `\`${JSON.stringify(row.default)}\``,
      row.help.replaceAll("|", "\\|"),
    ]),
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
