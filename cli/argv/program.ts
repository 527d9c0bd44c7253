import { type CAC, cac } from "cac";
import { MemoriesError } from "../../lib/core/errors.ts";
import type { Command } from "../command.ts";
import { COMMANDS, type CommandEntry } from "../commands/index.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import { nearestName } from "../options/nearest.ts";
import { type OptionName, type Options, rowOf } from "../options/settings.ts";
import { checkedOptions } from "./checked-options.ts";
import { markValues, typedWord } from "./raw-values.ts";

/** What a command line asks for. */
export type Request =
  | { readonly kind: "version" }
  | { readonly kind: "help"; readonly command: Command | undefined }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly args: readonly string[];
      readonly rest: readonly string[];
      readonly options: Options;
    };

const GLOBAL_NAMES = Object.keys(GLOBAL_OPTIONS) as OptionName[];

/** Reads a command line (without program name). Throws `unknown_command` or `bad_option`. */
export async function readCommandLine(typed: readonly string[]): Promise<Request> {
  const [name] = split(typed, GLOBAL_NAMES).args;
  if (name === "version") return { kind: "version" };
  const command = name === undefined || name === "help" ? undefined : await commandCalled(name).load();
  const accepted = [...GLOBAL_NAMES, ...(command?.options ?? [])];
  const { words, args, rest, raw } = split(typed, accepted);
  const options = checkedOptions(raw, accepted, words);
  if (options.version === true) return { kind: "version" };
  if (command === undefined) return helpFor(args[1]);
  if (options.help === true) return helpFor(command.name);
  // What follows `--` is the command line of another program only where one can be given.
  const given = command.takesProgram === true ? args.slice(1) : [...args.slice(1), ...rest];
  checkArity(command, given);
  return { kind: "run", command, args: given, rest: command.takesProgram === true ? rest : [], options };
}

interface Split {
  /** What was typed before `--`. */
  readonly words: readonly string[];
  /** The words that are neither flags nor their values, the command's name first. */
  readonly args: readonly string[];
  /** What follows `--`. */
  readonly rest: readonly string[];
  /** The values by cac's keys. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Lets cac split the words, of which it knows the flags of `accepted`. */
function split(typed: readonly string[], accepted: readonly OptionName[]): Split {
  const rows = accepted.map(rowOf).filter(({ flag }) => flag !== undefined);
  const spellings = (row: (typeof rows)[number]) => [`--${row.flag}`, ...(row.short ? [`-${row.short}`] : [])];
  const flags = new Set(rows.flatMap(spellings));
  const takesValue = new Set(rows.filter(({ kind }) => kind.type !== "switch").flatMap(spellings));
  const end = typed.indexOf("--");
  const words = end === -1 ? typed : typed.slice(0, end);
  const parser: CAC = cac("memories");
  const registered = parser.command("[...words]", "");
  for (const row of rows) {
    registered.option(
      `${row.short ? `-${row.short}, ` : ""}--${row.flag}${row.kind.type === "switch" ? "" : " <value>"}`,
      row.help,
    );
  }
  const kinds = new Map(rows.flatMap((row) => spellings(row).map((spelling) => [spelling, row.kind] as const)));
  const alone = (flag: string, next: string | undefined) => {
    const kind = kinds.get(flag);
    if (kind?.type !== "choice" || (next !== undefined && kind.values.includes(next))) return undefined;
    return kind.alone;
  };
  const marked = markValues(words, takesValue, (word) => flags.has(word.split("=", 1)[0] ?? ""), alone);
  const { args, options } = parser.parse(["", "memories", ...marked], { run: false });
  return { words, args: args.map(typedWord), rest: end === -1 ? [] : typed.slice(end + 1), raw: options };
}

/** What other tools call things, and what does them here. */
const HABITS: Readonly<Record<string, string>> = {
  ls: "memories threads lists the sessions",
  list: "memories threads lists the sessions; memories log the runs",
  find: "memories threads --cwd . lists a folder's sessions; grep finds words in the folder of memories path",
  init: "nothing has to be set up: memories extract --offline, then memories consolidate --offline",
  install:
    "nothing has to be set up: memories doctor checks this machine, memories mcp --print-config registers the server",
};

function commandCalled(name: string): CommandEntry {
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const meant = HABITS[name];
  if (meant !== undefined) {
    throw new MemoriesError("unknown_command", `unknown command: ${JSON.stringify(name)}`, { hint: meant });
  }
  const near = nearestName(
    name,
    COMMANDS.map((candidate) => candidate.name),
  );
  throw new MemoriesError("unknown_command", `unknown command: ${JSON.stringify(name)}`, {
    hint: near === undefined ? "run memories --help to see the commands" : `did you mean memories ${near}?`,
  });
}

async function helpFor(topic: string | undefined): Promise<Request> {
  return { kind: "help", command: topic === undefined ? undefined : await commandCalled(topic).load() };
}

/** `<X>` is required, `[X]` may be left out, a trailing `...` takes any number. */
function checkArity(command: Command, words: readonly string[]): void {
  const slots = command.args?.split(" ") ?? [];
  const required = slots.filter((slot) => slot.startsWith("<"));
  const most = slots.some((slot) => slot.includes("...")) ? Number.POSITIVE_INFINITY : slots.length;
  const usage = { hint: `usage: memories ${[command.name, command.args].filter(Boolean).join(" ")} [options]` };
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
