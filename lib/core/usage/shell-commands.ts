import { type Command, parse, type Redirection, type Statement, type Word, type WordPart } from "unbash";

/** A word of a command as the program gets it. In a pattern the shell puts file names in the place of some part. */
export interface ShellWord {
  readonly text: string;
  readonly kind: "plain" | "pattern";
}

/** A simple command: its words, name first, and the files it gets as its input. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly inputs: readonly ShellWord[];
}

/** Commands joined by `|`, and what stands before them: `;` (also a newline, or the start), `&&` or `||`. */
export interface ShellPipeline {
  readonly joinedBy: ";" | "&&" | "||";
  readonly commands: readonly ShellCommand[];
}

/** The one file that output may be sent to, since nothing is kept there. */
const NOWHERE = "/dev/null";

/**
 * Takes a script apart into its simple commands. Undefined when it is anything but simple commands joined by `&&`,
 * `||`, `;`, newlines and `|`: with substitutions of any kind, assignments, redirections to files, background work,
 * compound commands, here-documents, or a syntax error.
 */
export function parseShellCommands(script: string): ShellPipeline[] | undefined {
  const { commands, errors } = parse(script);
  if (errors !== undefined && errors.length > 0) return undefined;
  return collect(commands, pipelinesOf)?.flat();
}

type AnyNode = Statement["command"];

function pipelinesOf(statement: Statement): ShellPipeline[] | undefined {
  if (statement.background === true) return undefined;
  if (statement.command.type !== "AndOr") {
    const commands = commandsOf(statement.command);
    return commands && [{ joinedBy: ";", commands }];
  }
  const { commands, operators } = statement.command;
  return collect([...commands.entries()], ([index, node]) => {
    const parts = commandsOf(node);
    return parts && { joinedBy: operators[index - 1] ?? ";", commands: parts };
  });
}

function commandsOf(node: AnyNode): ShellCommand[] | undefined {
  if (node.type === "Command") return collect([node], simpleCommand);
  if (node.type !== "Pipeline" || node.prefixes.length > 0) return undefined;
  return collect(node.commands, (part) => (part.type === "Command" ? simpleCommand(part) : undefined));
}

function simpleCommand(command: Command): ShellCommand | undefined {
  if (command.name === undefined) return undefined;
  if (command.prefix.some((part) => part.type === "Assignment")) return undefined;
  const inputs = collect(command.redirects, inputOf)?.flat();
  const words = collect([command.name, ...command.args], (word) => (word.type === "Word" ? wordOf(word) : undefined));
  return inputs && words && { words, inputs };
}

/** The file that a redirection reads; none where it only joins or drops outputs. */
function inputOf(redirection: Redirection): ShellWord[] | undefined {
  if (redirection.type !== "Redirect" || redirection.target === undefined) return undefined;
  const target = wordOf(redirection.target);
  if (target === undefined || redirection.descriptor?.type === "FileDescriptorVariable") return undefined;
  switch (redirection.operator) {
    case "<":
      return (redirection.descriptor?.value ?? 0) === 0 ? [target] : undefined;
    case "<&":
    case ">&":
      return /^(\d+|-)$/.test(target.text) ? [] : undefined;
    case ">":
    case ">>":
    case ">|":
    case "&>":
    case "&>>":
      return target.kind === "plain" && target.text === NOWHERE ? [] : undefined;
    default:
      return undefined;
  }
}

function wordOf(word: Word): ShellWord | undefined {
  const parts = word.parts ?? [];
  if (!parts.every(isPlain)) return undefined;
  return { text: word.value, kind: parts.some((part) => part.type === "Glob") ? "pattern" : "plain" };
}

/** Parts whose text the script alone tells; a pattern's star stays within one name of a path. */
function isPlain(part: WordPart): boolean {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
    case "Glob":
      return true;
    case "DoubleQuoted":
      return part.parts.every((child) => child.type === "Literal");
    default:
      return false;
  }
}

/** All results, or undefined as soon as one is. */
function collect<T, R>(items: readonly T[], take: (item: T) => R | undefined): R[] | undefined {
  const results: R[] = [];
  for (const item of items) {
    const result = take(item);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}
