import { isHarmlessListing } from "./listing-commands.ts";
import { MEMORY_KINDS, type MemoryKind, type MemoryPlaces, memoryKindOf } from "./memory-kind.ts";
import { isPowerShell, parsePowerShell, powerShellReads } from "./powershell-commands.ts";
import { type CommandReads, READING_COMMANDS } from "./reading-commands.ts";
import { parseShellCommands, type ShellCommand, type ShellPipeline, type ShellWord } from "./shell-commands.ts";
import { splitOptions } from "./split-options.ts";

/** What an agent ran: a shell script, or a program with its arguments. */
export type RanCommand =
  | { readonly kind: "script"; readonly script: string; readonly cwd?: string }
  | { readonly kind: "argv"; readonly argv: readonly string[]; readonly cwd?: string };

/** Folders in which the known commands are the known programs. */
const PROGRAM_FOLDERS = /^(?:\/usr)?(?:\/local)?\/bin\/|^\/opt\/homebrew\/bin\//;
const SHELL = /^(?:ba|da|z|k)?sh$/;
const RUN_SCRIPT = /^-l?c$/;

/**
 * The kinds of memory that a command read, in the order of `MEMORY_KINDS`. Empty unless every command in it plainly
 * only reads: where that is not certain nothing is counted. Listings do not count. `places`: the root of this machine.
 */
export function classifyCommand(ran: RanCommand, places?: MemoryPlaces): MemoryKind[] {
  const script = scriptOf(ran);
  const shell = typeof script === "string" && isPowerShell(script) ? POWERSHELL : POSIX;
  const pipelines = typeof script === "string" ? shell.parse(script) : script;
  const kinds = pipelines && kindsOf(pipelines, { shell, places, cwd: ran.cwd ?? "" });
  return MEMORY_KINDS.filter((kind) => kinds?.has(kind));
}

/** How a shell's scripts are taken apart, and what its commands read. */
interface Shell {
  readonly parse: (script: string) => ShellPipeline[] | undefined;
  readonly reads: (command: ShellCommand, place: "first" | "piped") => CommandReads | undefined;
  readonly changesFolder: ReadonlySet<string>;
  /** A path as its words say, with `/` between names. */
  readonly path: (text: string) => string;
}

const POSIX: Shell = {
  parse: (script) => unwrapped(parseShellCommands(script) ?? []),
  reads: readsOf,
  changesFolder: new Set(["cd"]),
  path: (text) => text,
};
const POWERSHELL: Shell = {
  parse: parsePowerShell,
  reads: powerShellReads,
  changesFolder: new Set(["cd", "chdir", "sl", "set-location"]),
  path: (text) => text.replaceAll("\\", "/"),
};

interface Reading {
  readonly shell: Shell;
  readonly places: MemoryPlaces | undefined;
  readonly cwd: string;
}

/** The script behind `bash -lc SCRIPT`, or the arguments as one command whose words no shell has touched. */
function scriptOf(ran: RanCommand): string | ShellPipeline[] {
  if (ran.kind === "script") return ran.script;
  const words = ran.argv.map((text): ShellWord => ({ text, kind: "plain" }));
  return innerScript(words) ?? [{ joinedBy: ";", commands: [{ words, inputs: [] }] }];
}

function innerScript(words: readonly ShellWord[]): string | undefined {
  const [shell, option, script] = words.map(({ text }) => text);
  if (words.length !== 3 || shell === undefined || !SHELL.test(programName(shell) ?? "")) return undefined;
  return RUN_SCRIPT.test(option ?? "") ? script : undefined;
}

/** A script that is nothing but `bash -lc SCRIPT` means that script. */
function unwrapped(pipelines: ShellPipeline[]): ShellPipeline[] | undefined {
  const [first, ...others] = pipelines.flatMap(({ commands }) => commands);
  const inner = first === undefined || others.length > 0 ? undefined : innerScript(first.words);
  return inner === undefined ? pipelines : parseShellCommands(inner);
}

function kindsOf(pipelines: readonly ShellPipeline[], reading: Reading): Set<MemoryKind> | undefined {
  const { shell, places } = reading;
  const kinds = new Set<MemoryKind>();
  let folder = reading.cwd;
  for (const [index, { joinedBy, commands }] of pipelines.entries()) {
    const moved = commands.length === 1 ? folderAfter(commands[0], folder, shell) : undefined;
    if (moved !== undefined) {
      // After `||` nobody knows whether it was done.
      if (joinedBy === "||" || pipelines[index + 1]?.joinedBy === "||") return undefined;
      folder = moved;
      continue;
    }
    for (const [place, command] of commands.entries()) {
      const reads = shell.reads(command, place === 0 ? "first" : "piped");
      if (reads === undefined) return undefined;
      for (const kind of kindsAt(reads, (path) => resolved(shell.path(path), folder), places)) kinds.add(kind);
    }
  }
  return kinds;
}

/** The folder after `cd FOLDER`; undefined for any other command. */
function folderAfter(command: ShellCommand | undefined, folder: string, shell: Shell): string | undefined {
  const [name, target, ...rest] = command?.words ?? [];
  if (
    !shell.changesFolder.has(name?.text.toLowerCase() ?? "") ||
    target?.kind !== "plain" ||
    rest.length > 0 ||
    command?.inputs.length !== 0
  )
    return undefined;
  return target.text.startsWith("-") ? undefined : resolved(shell.path(target.text), folder);
}

/** What a command reads; undefined when it may do more than read. */
function readsOf({ words, inputs }: ShellCommand, place: "first" | "piped"): CommandReads | undefined {
  const [first, ...args] = words;
  const name = first?.kind === "plain" ? programName(first.text) : undefined;
  if (name === undefined) return undefined;
  if (isHarmlessListing(name, args)) return { files: [], searched: [] };
  const command = Object.hasOwn(READING_COMMANDS, name) ? READING_COMMANDS[name] : undefined;
  const split = command && splitOptions(args, command);
  const reads = split && command.reads(split);
  if (reads === undefined) return undefined;
  const here = searchesHere(name, split?.options, reads) && place === "first" && inputs.length === 0;
  return { files: [...reads.files, ...inputs], searched: here ? [{ text: ".", kind: "plain" }] : reads.searched };
}

/** A recursive search without a path searches the current folder. */
function searchesHere(name: string, options: ReadonlyMap<string, unknown> | undefined, reads: CommandReads): boolean {
  if (reads.searched.length > 0 || options?.has("files") || options?.has("type-list")) return false;
  if (name === "rg") return true;
  return (
    name.endsWith("grep") && ["r", "R", "recursive", "dereference-recursive"].some((option) => options?.has(option))
  );
}

function kindsAt(
  reads: CommandReads,
  pathOf: (text: string) => string,
  places: MemoryPlaces | undefined,
): MemoryKind[] {
  const files = reads.files.map(({ text }) => memoryKindOf(pathOf(text), "file", places));
  const searched = reads.searched.map(({ text }) => memoryKindOf(pathOf(text), "folder", places));
  return [...files, ...searched].filter((kind) => kind !== undefined);
}

const ABSOLUTE = /^(?:[/~]|[A-Za-z]:[\\/]|\\\\)/;

function resolved(path: string, folder: string): string {
  return ABSOLUTE.test(path) ? path : `${folder}/${path}`;
}

/** `cat` for `cat` and `/bin/cat`; undefined for a program at any other place. */
function programName(word: string): string | undefined {
  const name = word.replace(PROGRAM_FOLDERS, "");
  return name.includes("/") ? undefined : name;
}
