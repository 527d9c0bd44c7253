import type { CommandReads } from "./reading-commands.ts";
import type { ShellCommand, ShellPipeline, ShellWord } from "./shell-commands.ts";

/** Commands that no other shell has, at the start of a command. */
const CMDLET = /(?:^|[;|\n]|&&)\s*(?:Get|Select|Set|Measure|Where|Sort|Format|Out|Write|Test|Resolve)-[A-Za-z]+\b/i;
const READERS = /(?:^|[;|\n]|&&)\s*(?:gc|sls|findstr)\s/i;
/** A path as Windows writes it and no POSIX shell reads it: outside of quotes a backslash would be gone. */
const WINDOWS_PATH = /(?:^|[\s"'=])(?:[A-Za-z]:|~|\.{1,2}|\$env:\w+|%\w+%|\$HOME|[\w.-]+)\\[\w.]/i;

/** A script that is nothing but `pwsh -Command SCRIPT` or `cmd /c SCRIPT` means that script. */
const WRAPPED =
  /^\s*"?(?:[\w:.\\/ -]*[\\/])?(?:pwsh|powershell|cmd)(?:\.exe)?"?\s+(?:-(?!c\b|command\b)\w+\s+(?:\w+\s+)?)*(?:-c|-command|\/c)\s+(["']?)([\s\S]*)\1\s*$/i;

/** Whether a script is one of PowerShell's (or of `cmd`), as far as its text tells. */
export function isPowerShell(script: string): boolean {
  return (
    WRAPPED.test(script) ||
    CMDLET.test(script) ||
    READERS.test(script) ||
    (!script.includes("/") && WINDOWS_PATH.test(script))
  );
}

/** What could run or write more than the words say: blocks, substitutions, redirections, assignments, variables. */
const MORE_THAN_WORDS = /[{}()<>`@&=$#]/;
const HOME = /^(?:\$(?:env:USERPROFILE|env:HOME|HOME)|%USERPROFILE%)(?=[\\/]|$)/i;
/** `Where-Object { $_ -match "x" }`: the one block that only compares what it is given with what is written there. */
const COMPARISON =
  /\{\s*\$_(?:\.\w+)?\s+-[ci]?(?:not)?(?:match|like|contains|eq|ne|gt|ge|lt|le)\s+(?:'[^'$`]*'|"[^"$`]*"|\d+)\s*\}/gi;
const COMPARED = "comparison";
const JOINERS = ["&&", "||", ";", "\n", "|"] as const;

/** Takes a script apart into its commands; undefined when it is more than simple commands joined together. */
export function parsePowerShell(text: string): ShellPipeline[] | undefined {
  const script = (WRAPPED.exec(text)?.[2] ?? text).replaceAll(COMPARISON, COMPARED);
  const pipelines: { joinedBy: ShellPipeline["joinedBy"]; commands: { words: ShellWord[]; inputs: [] }[] }[] = [];
  let command: { words: ShellWord[]; inputs: [] } | undefined;
  let joiner = ";";
  for (let at = 0; at < script.length; ) {
    const found = JOINERS.find((text) => script.startsWith(text, at));
    if (found !== undefined) {
      joiner = found === "\n" ? ";" : found;
      command = undefined;
      at += found.length;
      continue;
    }
    if (/\s/.test(script.charAt(at))) {
      at += 1;
      continue;
    }
    const word = readWord(script, at);
    if (word === undefined) return undefined;
    if (command === undefined) {
      command = { words: [], inputs: [] };
      const open = pipelines.at(-1);
      if (joiner === "|" && open !== undefined) open.commands.push(command);
      else pipelines.push({ joinedBy: joiner === "&&" || joiner === "||" ? joiner : ";", commands: [command] });
    }
    command.words.push({ text: word.text, kind: word.text.includes("*") ? "pattern" : "plain" });
    at = word.end;
  }
  return pipelines;
}

function readWord(script: string, start: number): { text: string; end: number } | undefined {
  let text = "";
  let at = start;
  while (at < script.length && !/[\s;|]/.test(script.charAt(at)) && !script.startsWith("&&", at)) {
    const char = script.charAt(at);
    if (char !== '"' && char !== "'") {
      text += char;
      at += 1;
      continue;
    }
    const close = script.indexOf(char, at + 1);
    if (close < 0) return undefined;
    const quoted = script.slice(at + 1, close);
    if (char === "'" && /[$`]/.test(quoted)) return undefined;
    text += quoted;
    at = close + 1;
  }
  const known = text.replace(HOME, "~");
  return MORE_THAN_WORDS.test(known) ? undefined : { text: known, end: at };
}

/** A command: its options with a value, its switches, and how many operands stand before the paths. */
interface Reader {
  readonly values: readonly string[];
  readonly switches: readonly string[];
  /** Undefined for what reads nothing. */
  readonly reads: "files" | "searched" | undefined;
}

const PATHS = ["path", "literalpath"];
const GET_CONTENT: Reader = {
  values: [
    ...PATHS,
    ..."totalcount head first tail last readcount encoding delimiter filter include exclude".split(" "),
  ],
  switches: ["raw", "wait", "force"],
  reads: "files",
};
const SELECT_STRING: Reader = {
  values: [...PATHS, ..."pattern context encoding include exclude culture".split(" ")],
  switches: "simplematch casesensitive allmatches quiet list notmatch raw noemphasis".split(" "),
  reads: "searched",
};
const NAMES: Readonly<Record<string, Reader>> = {
  "get-content": GET_CONTENT,
  gc: GET_CONTENT,
  cat: GET_CONTENT,
  type: GET_CONTENT,
  more: GET_CONTENT,
  "select-string": SELECT_STRING,
  sls: SELECT_STRING,
};
/** Commands that list, count, order or print what they are given. */
const HARMLESS = new Set(
  `get-childitem gci ls dir get-item gi test-path resolve-path get-location gl pwd select-object select where-object
  where sort-object sort measure-object measure format-table ft format-list fl out-string out-host write-output
  write-host echo set-location sl cd chdir`.split(/\s+/),
);
const NOTHING: CommandReads = { files: [], searched: [] };

/** What a command of PowerShell reads; undefined when it may do more than read. */
export function powerShellReads({ words }: ShellCommand): CommandReads | undefined {
  const [first, ...args] = words;
  const name = first?.text.toLowerCase().replace(/\.exe$/, "") ?? "";
  if (name === "findstr") return { files: [], searched: args.filter(({ text }) => !text.startsWith("/")).slice(1) };
  const reader = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (reader === undefined) return HARMLESS.has(name) ? NOTHING : undefined;
  return readsOf(reader, args);
}

function readsOf(reader: Reader, args: readonly ShellWord[]): CommandReads | undefined {
  const operands: ShellWord[] = [];
  const paths: ShellWord[] = [];
  let hasPattern = reader.reads !== "searched";
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined) break;
    if (!/^-[A-Za-z]/.test(word.text)) {
      operands.push(word);
      continue;
    }
    const [written = "", joined] = word.text.slice(1).split(/:(.*)/s);
    const option = written.toLowerCase();
    if (reader.switches.includes(option)) continue;
    const full =
      reader.values.find((value) => value === option) ?? reader.values.find((value) => value.startsWith(option));
    if (full === undefined) return undefined;
    if (joined === undefined) at += 1;
    const value = joined === undefined ? args[at] : { ...word, text: joined };
    if (PATHS.includes(full) && value !== undefined) paths.push(value);
    if (full === "pattern") hasPattern = true;
  }
  const rest = hasPattern ? operands : operands.slice(1);
  const read = [...paths, ...rest].flatMap(({ text, kind }) => text.split(",").map((part) => ({ text: part, kind })));
  return reader.reads === "files" ? { files: read, searched: [] } : { files: [], searched: read };
}
