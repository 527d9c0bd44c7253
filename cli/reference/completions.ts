import type { Command } from "../command.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import type { OptionRow } from "../options/option.ts";
import { type OptionName, rowOf } from "../options/settings.ts";
import { ASKED, type AskedList, type Offer, offerForArguments, offerForOption } from "./completion-sources.ts";

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

/** Functions of a script that ask the program, in a shell that has them with `name() { … }`. */
const ASKING = (Object.keys(ASKED) as AskedList[]).map((name) => `_memories_${name}() { ${ASKED[name]}; }`);
const call = (name: AskedList) => `$(_memories_${name})`;
/** An offer as the words of a shell that expands `$(…)`. */
const words = ({ words: fixed, asked }: Offer) => [...fixed, ...asked.map(call)].join(" ");

const takesFiles = ({ args = "" }: Command) => /FILE|ARG/.test(args);

/** Values by flag. Where options of several commands share a name, those of the command that is typed. */
function valueCases(commands: readonly Command[]): string[] {
  const all = commands.flatMap((command) =>
    rowsOf(command).flatMap((row) => {
      const offer = offerForOption(row);
      return offer === undefined ? [] : [{ flag: `--${row.flag}`, command: command.name, words: words(offer) }];
    }),
  );
  return [...Map.groupBy(all, ({ flag }) => flag)].map(([flag, offers]) => {
    const byWords = [...Map.groupBy(offers, (offer) => offer.words)];
    const offered = (list: string) => `COMPREPLY=($(compgen -W "${list}" -- "$word"))`;
    const [first, ...others] = byWords;
    if (first === undefined || others.length === 0) return `    ${flag}) ${offered(first?.[0] ?? "")}; return ;;`;
    const cases = byWords.map(([list, of]) => `${of.map(({ command }) => command).join("|")}) ${offered(list)} ;;`);
    return `    ${flag}) case $command in ${cases.join(" ")} esac; return ;;`;
  });
}

/** Bash makes words of their own of `=` and `:`, which stand between a flag and its value. */
function bash(commands: readonly Command[]): string {
  const rows = commands.flatMap(rowsOf);
  const takesValue = (row: OptionRow) => row.kind.type !== "switch";
  const paths = pattern(rows, ({ kind }) => kind.type === "path");
  const other = pattern(
    rows,
    (row) => takesValue(row) && row.kind.type !== "path" && offerForOption(row) === undefined,
  );
  return [
    "# bash completion for memories",
    ...ASKING,
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
    ...valueCases(commands),
    `    ${other}) return ;;`,
    "  esac",
    "  case $command in",
    `    "") COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} ${flagsOf(GLOBAL_ROWS)}" -- "$word")) ;;`,
    ...commands.map((command) => {
      const flags = flagsOf(rowsOf(command));
      const files = takesFiles(command) ? ' $(compgen -f -- "$word")' : "";
      const offer = offerForArguments(command);
      const all = [...offer.words, flags].join(" ");
      // The program is not asked while a flag is typed.
      const asked = offer.asked
        .map((name) => ` $([[ $word == -* ]] || compgen -W "${call(name)}" -- "$word")`)
        .join("");
      return `    ${command.name}) COMPREPLY=($(compgen -W "${all}" -- "$word")${asked}${files}) ;;`;
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
    ...ASKING,
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
      const offer = offerForArguments(command);
      const isEmpty = offer.words.length + offer.asked.length === 0;
      const values = isEmpty ? [] : [zshSpec(`${offer.asked.length === 0 ? "1" : "*"}:value`, offer)];
      const files = takesFiles(command) ? [quote("*:file:_files")] : [];
      const specs = [...rowsOf(command).map(zshOption), ...values, ...files];
      return `    ${command.name}) _arguments ${specs.join(" ")} ;;`;
    }),
    "  esac",
    "}",
    'if [[ $funcstack[1] == _memories ]]; then _memories "$@"; else compdef _memories memories; fi',
  ].join("\n");
}

function zshOption(row: OptionRow): string {
  const help = row.help.replaceAll(": ", ", ").replaceAll(/[[\]:]/g, " ");
  const offer = offerForOption(row);
  const name = `--${row.flag}[${help}]`;
  return offer === undefined ? quote(`${name}${zshValue(row)}`) : zshSpec(`${name}:value`, offer);
}

/** An action that zsh evaluates when it comes to it: words, and what the program says then. */
function zshSpec(head: string, offer: Offer): string {
  // A colon would end the action.
  const action = offer.asked.length === 0 ? `(${offer.words.join(" ")})` : `{compadd -- ${words(offer)}}`;
  return quote(`${head}:${action.replaceAll(":", "\\:")}`);
}

function zshValue({ kind }: OptionRow): string {
  if (kind.type === "switch") return "";
  return kind.type === "path" ? ":path:_files" : ":value:";
}

function fish(commands: readonly Command[]): string {
  return [
    "# fish completion for memories",
    ...(Object.keys(ASKED) as AskedList[]).map((name) => `function _memories_${name}; ${ASKED[name]}; end`),
    ...commands.map(
      ({ name, summary }) => `complete -c memories -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    ...GLOBAL_ROWS.map((row) => fishOption("__fish_use_subcommand", row)),
    ...commands.flatMap((command) => {
      const given = quote(`__fish_seen_subcommand_from ${command.name}`);
      const first = fishWords(offerForArguments(command));
      const values = first === "" ? [] : [`complete -c memories -f -n ${given} -a ${quote(first)}`];
      const files = takesFiles(command) ? [] : [`complete -c memories -f -n ${given}`];
      return [...values, ...files, ...rowsOf(command).map((row) => fishOption(given, row))];
    }),
  ].join("\n");
}

function fishOption(condition: string, row: OptionRow): string {
  const short = row.short === undefined ? "" : ` -s ${row.short}`;
  return `complete -c memories -n ${condition}${short} -l ${row.flag}${fishValue(row)} -d ${quote(row.help)}`;
}

function fishValue(row: OptionRow): string {
  if (row.kind.type === "switch") return "";
  if (row.kind.type === "path") return " -r -F";
  const offer = offerForOption(row);
  return offer === undefined ? " -x" : ` -x -a ${quote(fishWords(offer))}`;
}

/** The words of an offer, and what the program says when fish comes to it. */
function fishWords({ words: fixed, asked }: Offer): string {
  return [...fixed, ...asked.map((name) => `(_memories_${name})`)].join(" ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
