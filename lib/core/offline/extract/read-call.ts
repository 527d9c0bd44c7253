/** A tool call in a row of evidence. */
export type ToolCall =
  | { readonly kind: "command"; readonly command: string }
  /** Runs no command; its output is a row of its own. */
  | { readonly kind: "other" }
  /** Has no output in the evidence. */
  | { readonly kind: "silent" };

const NAMED = /^([A-Za-z_][\w.:/-]*) ([\s\S]*)$/;

/** The call that a tool row is; undefined when it is an output. */
export function readCall(row: string): ToolCall | undefined {
  const [, name = "", rest = ""] = NAMED.exec(row) ?? [];
  if (name === "web_search") return { kind: "silent" };
  if (name === "local_shell") return { kind: "command", command: rest.replace(/^(?:\S*\/)?\w*sh -\w*c /, "") };
  const args = parseArguments(rest);
  if (args === undefined) return rest.startsWith("*** ") || SHELLS.has(name) ? { kind: "other" } : undefined;
  const command = commandIn(args);
  return command === undefined ? { kind: "other" } : { kind: "command", command };
}

/** Arguments that were cut in the middle are no JSON any more; these names are calls all the same. */
const SHELLS = new Set(["exec_command", "shell", "shell_command", "container.exec", "write_stdin", "apply_patch"]);

function parseArguments(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function commandIn({ cmd, command }: Record<string, unknown>): string | undefined {
  const given = cmd ?? command;
  if (typeof given === "string") return given;
  if (!Array.isArray(given) || !given.every((word) => typeof word === "string")) return undefined;
  const [shell = "", flag = "", script] = given;
  return /^(?:\S*\/)?\w*sh$/.test(shell) && /^-\w*c$/.test(flag) ? script : given.join(" ");
}
