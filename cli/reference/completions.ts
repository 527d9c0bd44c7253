import type { Command } from "../command.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import type { OptionRow } from "../options/option.ts";
import { type OptionName, rowOf } from "../options/settings.ts";

/** The completion script of a shell, made from the command and option tables. */
export function renderCompletions(shell: "bash" | "zsh" | "fish", commands: readonly Command[]): string {
  if (shell === "fish") return fish(commands);
  return shell === "bash" ? bash(commands) : zsh(commands);
}

const GLOBAL_ROWS = (Object.keys(GLOBAL_OPTIONS) as OptionName[]).map(rowOf);

function rowsOf(command: Command): readonly OptionRow[] {
  return [...command.options.map(rowOf), ...GLOBAL_ROWS].filter((row) => row.flag !== undefined);
}

function flagsOf(rows: readonly OptionRow[]): string {
  return rows.map((row) => `--${row.flag}`).join(" ");
}

/** Flags of a kind, each once, as an alternative of shell patterns. */
function pattern(rows: readonly OptionRow[], matches: (row: OptionRow) => boolean): string {
  return [...new Set(rows.filter(matches).map((row) => `--${row.flag}`))].join("|");
}

/** Words that a command's first argument may be, where it is one of a few: `<classify|scan> [ARG...]`. */
function firstWords({ args = "" }: Command): readonly string[] {
  const alternatives = /^[<[]([a-z|-]+)[>\]]/.exec(args)?.[1]?.split("|") ?? [];
  return alternatives.length > 1 ? alternatives : [];
}

const takesFiles = ({ args = "" }: Command) => /FILE|ARG/.test(args);

function choiceCases(commands: readonly Command[]): string[] {
  const choices = new Map<string, readonly string[]>();
  for (const row of commands.flatMap(rowsOf)) {
    if (row.kind.type === "choice") choices.set(`--${row.flag}`, row.kind.values);
  }
  return [...choices].map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$word")); return ;;`,
  );
}

/** Bash makes words of their own of `=` and `:`, which stand between a flag and its value. */
function bash(commands: readonly Command[]): string {
  const rows = commands.flatMap(rowsOf);
  const takesValue = (row: OptionRow) => row.kind.type !== "switch";
  const paths = pattern(rows, ({ kind }) => kind.type === "path");
  const other = pattern(rows, (row) => takesValue(row) && row.kind.type !== "path" && row.kind.type !== "choice");
  return [
    "# bash completion for memories",
    "_memories() {",
    '  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command="" i',
    '  if [[ $word == = ]]; then word=""; elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi',
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    "    case ${COMP_WORDS[i]} in",
    `      ${pattern(GLOBAL_ROWS, takesValue)}) [[ \${COMP_WORDS[i+1]} == = ]] && ((i++)); ((i++)) ;;`,
    "      -*|=) ;;",
    "      *) command=${COMP_WORDS[i]}; break ;;",
    "    esac",
    "  done",
    "  case $previous in",
    `    ${paths}) local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word")); return ;;`,
    ...choiceCases(commands),
    `    ${other}) return ;;`,
    "  esac",
    "  case $command in",
    `    "") COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} ${flagsOf(GLOBAL_ROWS)}" -- "$word")) ;;`,
    ...commands.map((command) => {
      const words = [...firstWords(command), flagsOf(rowsOf(command))].join(" ");
      const files = takesFiles(command) ? ' $(compgen -f -- "$word")' : "";
      return `    ${command.name}) COMPREPLY=($(compgen -W "${words}" -- "$word")${files}) ;;`;
    }),
    "  esac",
    "}",
    "complete -o filenames -F _memories memories",
  ].join("\n");
}

/** Works as a file in `fpath` and when it is read with `source`. */
function zsh(commands: readonly Command[]): string {
  return [
    "#compdef memories",
    "_memories() {",
    "  local -a commands",
    "  commands=(",
    ...commands.map(({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(":", "\\:")}`)}`),
    "  )",
    "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi",
    "  local command=$words[2]",
    "  shift words",
    "  (( CURRENT-- ))",
    "  case $command in",
    ...commands.map((command) => {
      const first = firstWords(command);
      const words = first.length === 0 ? [] : [quote(`1:action:(${first.join(" ")})`)];
      const files = takesFiles(command) ? [quote("*:file:_files")] : [];
      const specs = [...rowsOf(command).map(zshOption), ...words, ...files];
      return `    ${command.name}) _arguments ${specs.join(" ")} ;;`;
    }),
    "  esac",
    "}",
    'if [[ $funcstack[1] == _memories ]]; then _memories "$@"; else compdef _memories memories; fi',
  ].join("\n");
}

function zshOption(row: OptionRow): string {
  const help = row.help.replaceAll(": ", ", ").replaceAll(/[[\]:]/g, " ");
  return quote(`--${row.flag}[${help}]${zshValue(row)}`);
}

function zshValue({ kind }: OptionRow): string {
  if (kind.type === "switch") return "";
  if (kind.type === "path") return ":path:_files";
  return kind.type === "choice" ? `:value:(${kind.values.join(" ")})` : ":value:";
}

function fish(commands: readonly Command[]): string {
  return [
    "# fish completion for memories",
    ...commands.map(
      ({ name, summary }) => `complete -c memories -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    ...GLOBAL_ROWS.map((row) => fishOption("__fish_use_subcommand", row)),
    ...commands.flatMap((command) => {
      const given = quote(`__fish_seen_subcommand_from ${command.name}`);
      const first = firstWords(command).join(" ");
      const words = first === "" ? [] : [`complete -c memories -f -n ${given} -a ${quote(first)}`];
      const files = takesFiles(command) ? [] : [`complete -c memories -f -n ${given}`];
      return [...words, ...files, ...rowsOf(command).map((row) => fishOption(given, row))];
    }),
  ].join("\n");
}

function fishOption(condition: string, row: OptionRow): string {
  const short = row.short === undefined ? "" : ` -s ${row.short}`;
  return `complete -c memories -n ${condition}${short} -l ${row.flag}${fishValue(row)} -d ${quote(row.help)}`;
}

function fishValue({ kind }: OptionRow): string {
  if (kind.type === "switch") return "";
  if (kind.type === "path") return " -r -F";
  return kind.type === "choice" ? ` -x -a ${quote(kind.values.join(" "))}` : " -x";
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
