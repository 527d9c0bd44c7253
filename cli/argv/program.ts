import { cac } from "cac";
import { MemoriesError } from "../../lib/core/errors.ts";
import type { Command } from "../command.ts";
import { COMMANDS } from "../commands/index.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import { nearestName } from "../options/nearest.ts";
import { refuseTogether } from "../options/refuse-together.ts";
import { type OptionName, type Options, rowOf } from "../options/settings.ts";
import { renderCommandHelp, renderProgramHelp } from "../reference/help.ts";
import { checkedOptions, plainArguments, typedText } from "./arguments.ts";

/** What a command line asks for. */
export type Request =
  | { readonly kind: "version" }
  | { readonly kind: "help"; readonly text: string }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly args: readonly string[];
      readonly rest: readonly string[];
      readonly options: Options;
    };

const GLOBAL_NAMES = Object.keys(GLOBAL_OPTIONS) as OptionName[];

/** Reads a command line (without program name). Throws `unknown_command` or `bad_option`. */
export function readCommandLine(typed: readonly string[]): Request {
  const command = commandOf(typed);
  const accepted = new Set<OptionName>([...GLOBAL_NAMES, ...(command?.options ?? [])]);
  const { argv, rest } = plainArguments(typed, accepted);
  const parser = cac("memories");
  const registered = parser.command(command === undefined ? "[...words]" : usageOf(command), command?.summary ?? "");
  // Only what was typed is registered: the rest would cost a bare command a millisecond.
  const typedFlags = new Set(argv.map((word) => word.split("=", 1)[0]));
  for (const row of [...accepted].map(rowOf)) {
    if (row.flag === undefined || !typedFlags.has(`--${row.flag}`)) continue;
    registered.option(`--${row.flag}${row.kind.type === "switch" ? "" : " <value>"}`, row.help);
  }
  // The command's own name must reach the parser bare; every other word stays verbatim.
  const at = argv.findIndex((word) => typedText(word) === command?.name);
  const { args, options: raw } = parser.parse(
    ["bun", "memories", ...argv.map((word, i) => (i === at ? typedText(word) : word))],
    { run: false },
  );
  const options = checkedOptions(raw, accepted);
  const words = args.map(typedText);
  if (options.version === true) return { kind: "version" };
  if (command === undefined) return helpFor(words);
  if (options.help === true) return { kind: "help", text: renderCommandHelp(command) };
  // What follows `--` is the command line of another program only where one can be given.
  const given = command.takesProgram === true ? words : [...words, ...rest];
  checkArity(command, given);
  refuseTogether(options.json === true && options.text === true, "--json", "--text");
  return { kind: "run", command, args: given, rest: command.takesProgram === true ? rest : [], options };
}

/** The first word that is not a flag or a flag's value names the command; `help NAME` shows a command's help. */
function commandOf(typed: readonly string[]): Command | undefined {
  const name = firstWord(typed);
  if (name === undefined || name === "help") return undefined;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const near = nearestName(
    name,
    COMMANDS.map((candidate) => candidate.name),
  );
  throw new MemoriesError("unknown_command", `unknown command: ${JSON.stringify(name)}`, {
    hint: near === undefined ? "run memories --help to see the commands" : `did you mean memories ${near}?`,
  });
}

function firstWord(typed: readonly string[]): string | undefined {
  for (let i = 0; i < typed.length; i++) {
    const word = typed[i] ?? "";
    if (word === "--") return undefined;
    if (!word.startsWith("-") || word === "-") return word;
    const row = GLOBAL_NAMES.map(rowOf).find(({ flag, short }) => word === `--${flag}` || word === `-${short}`);
    if (row !== undefined && row.kind.type !== "switch") i++;
  }
  return undefined;
}

function helpFor(words: readonly string[]): Request {
  const topic = words[0] === "help" ? words[1] : undefined;
  const command = topic === undefined ? undefined : commandOf([topic]);
  return { kind: "help", text: command === undefined ? renderProgramHelp(COMMANDS) : renderCommandHelp(command) };
}

function usageOf(command: Command): string {
  return command.args === undefined ? command.name : `${command.name} ${command.args}`;
}

/** `<X>` is required, `[X]` may be left out, a trailing `...` takes any number. */
function checkArity(command: Command, words: readonly string[]): void {
  const slots = command.args?.split(" ") ?? [];
  const required = slots.filter((slot) => slot.startsWith("<"));
  const most = slots.some((slot) => slot.includes("...")) ? Number.POSITIVE_INFINITY : slots.length;
  const usage = { hint: `usage: memories ${usageOf(command)} [options]` };
  if (words.length < required.length) {
    throw new MemoriesError("bad_option", `${command.name} needs ${required[words.length]}`, usage);
  }
  if (words.length > most) {
    throw new MemoriesError(
      "bad_option",
      `${command.name}: one argument too many: ${JSON.stringify(words[most])}`,
      usage,
    );
  }
}
