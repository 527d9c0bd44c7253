import type { Command } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { OptionRow } from "./option.ts";
import { type OptionName, rowOf } from "./settings.ts";

/** The completion script of a shell, made from the command and option tables. */
export function renderCompletions(shell: "bash" | "zsh" | "fish", commands: readonly Command[]): string {
  if (shell === "fish") return fish(commands);
  return shell === "bash" ? bash(commands) : zsh(commands);
}

function rowsOf(command: Command): readonly OptionRow[] {
  const names = [...command.options, ...(Object.keys(GLOBAL_OPTIONS) as OptionName[])];
  return names.map(rowOf).filter((row) => row.flag !== undefined);
}

function flagsOf(command: Command): string {
  return rowsOf(command)
    .map((row) => `--${row.flag}`)
    .join(" ");
}

/** Flags whose value is a path: the shell completes file names after them. */
function pathFlags(commands: readonly Command[]): string {
  const rows = commands.flatMap(rowsOf).filter((row) => row.kind.type === "path");
  return [...new Set(rows.map((row) => `--${row.flag}`))].join("|");
}

function choiceCases(commands: readonly Command[]): string[] {
  const choices = new Map<string, readonly string[]>();
  for (const row of commands.flatMap(rowsOf)) {
    if (row.kind.type === "choice") choices.set(`--${row.flag}`, row.kind.values);
  }
  return [...choices].map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$word")); return ;;`,
  );
}

function bash(commands: readonly Command[]): string {
  return [
    "# bash completion for memories",
    "_memories() {",
    '  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command="" i',
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    "    case ${COMP_WORDS[i]} in -*) ;; *) command=${COMP_WORDS[i]}; break ;; esac",
    "  done",
    "  case $previous in",
    `    ${pathFlags(commands)}) COMPREPLY=($(compgen -f -- "$word")); return ;;`,
    ...choiceCases(commands),
    "  esac",
    "  case $command in",
    `    "") COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} --help --version" -- "$word")) ;;`,
    ...commands.map(
      (command) =>
        `    ${command.name}) COMPREPLY=($(compgen -W "${flagsOf(command)}" -- "$word") $(compgen -f -- "$word")) ;;`,
    ),
    "  esac",
    "}",
    "complete -F _memories memories",
  ].join("\n");
}

function zsh(commands: readonly Command[]): string {
  return [
    "#compdef memories",
    "_memories() {",
    "  local -a commands",
    "  commands=(",
    ...commands.map(({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(":", "\\:")}`)}`),
    "  )",
    "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi",
    "  case $words[2] in",
    ...commands.map(
      (command) => `    ${command.name}) _arguments ${rowsOf(command).map(zshOption).join(" ")} '*:file:_files' ;;`,
    ),
    "  esac",
    "}",
    '_memories "$@"',
  ].join("\n");
}

function zshOption(row: OptionRow): string {
  const help = row.help.replaceAll(/[[\]:]/g, " ");
  const value =
    row.kind.type === "switch"
      ? ""
      : row.kind.type === "path"
        ? ":path:_files"
        : row.kind.type === "choice"
          ? `:value:(${row.kind.values.join(" ")})`
          : ":value:";
  return quote(`--${row.flag}[${help}]${value}`);
}

function fish(commands: readonly Command[]): string {
  return [
    "# fish completion for memories",
    "complete -c memories -f -n __fish_use_subcommand -l help -d 'Show help'",
    ...commands.map(
      ({ name, summary }) => `complete -c memories -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    ...commands.flatMap((command) => rowsOf(command).map((row) => fishOption(command.name, row))),
  ].join("\n");
}

function fishOption(command: string, row: OptionRow): string {
  const value =
    row.kind.type === "switch"
      ? ""
      : row.kind.type === "path"
        ? " -r -F"
        : row.kind.type === "choice"
          ? ` -x -a ${quote(row.kind.values.join(" "))}`
          : " -x";
  return `complete -c memories -n ${quote(`__fish_seen_subcommand_from ${command}`)} -l ${row.flag}${value} -d ${quote(row.help)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
