import type { Ran } from "../../../evidence/ran.ts";
import { type JsonObject, objectOf, parseObject, stringOf, textOf } from "../../../text/json.ts";
import { scriptedCalls } from "./script/scripted-calls.ts";
import { commandText } from "./structured-item.ts";

/** What a call asks for; whether and how it ran is for its output to say. */
export type PlannedRun =
  | { readonly kind: "command"; readonly command: string; readonly cwd?: string }
  | { readonly kind: "mcp"; readonly server: string; readonly tool: string; readonly arguments: unknown }
  | Extract<Ran, { kind: "file_change" }>;

/** A call, as far as it runs something. */
export interface PlannedCall {
  readonly tool: string;
  /** A script of code mode, whose tools have calls of their own only in structured items. */
  readonly isScript: boolean;
  /** The script speaks of exit codes, so that a line of what it prints may be one. */
  readonly namesExitCode: boolean;
  /** What it asks for, worked out when it is wanted: structured items mostly say it better. */
  readonly runs: () => readonly PlannedRun[];
}

/** Keys under which tools take a command: a script, or a program with its arguments. */
const COMMAND_KEYS = ["cmd", "command"] as const;
const MCP_PREFIX = "mcp__";
/** The tool of code mode, and where it stands. */
const SCRIPT_TOOL = "exec";
const NO_SCRIPT = { isScript: false, namesExitCode: false };
const OWN_NAMESPACES = new Set<string | undefined>([undefined, "functions"]);

/** Reads the payload of a call; undefined when it is none. */
export function plannedCall(payload: JsonObject): PlannedCall | undefined {
  if (payload.type === "local_shell_call") {
    return { tool: "local_shell", ...NO_SCRIPT, runs: () => commandIn(objectOf(payload.action) ?? {}) };
  }
  if (payload.type !== "function_call" && payload.type !== "custom_tool_call") return undefined;
  const name = stringOf(payload.name) ?? "";
  const namespace = textOf(payload.namespace);
  const given = payload.arguments ?? payload.input;
  const isScript = payload.type === "custom_tool_call" && name === SCRIPT_TOOL && OWN_NAMESPACES.has(namespace);
  if (isScript) {
    const script = stringOf(given) ?? "";
    const namesExitCode = script.includes("exit_code");
    return { tool: name, isScript, namesExitCode, runs: () => scriptedCalls(script).flatMap(runsOfScripted) };
  }
  const full = namespace?.startsWith(MCP_PREFIX) ? `${namespace.replace(/_+$/, "")}__${name}` : name;
  const argument = typeof given === "string" ? (parseObject(given) ?? given) : given;
  const runs = runsOf(full, argument);
  const [first] = runs;
  return { tool: first?.kind === "mcp" ? `${first.server}.${first.tool}` : name, ...NO_SCRIPT, runs: () => runs };
}

/** Tools that run a command whatever a script computes for them. */
const COMMAND_TOOLS = new Set(["exec_command", "shell", "shell_command", "local_shell"]);
/** Stands for a command that a script computes: it ran, and nobody knows what it was. */
export const COMPUTED_COMMAND = "";

function runsOfScripted({ tool, argument }: { readonly tool: string; readonly argument: unknown }): PlannedRun[] {
  const runs = runsOf(tool, argument);
  return runs.length === 0 && COMMAND_TOOLS.has(tool) ? [{ kind: "command", command: COMPUTED_COMMAND }] : runs;
}

function runsOf(name: string, argument: unknown): PlannedRun[] {
  const taken = objectOf(argument);
  const [server, tool] = mcpParts(name.startsWith(MCP_PREFIX) ? name.slice(MCP_PREFIX.length) : name);
  if (tool !== "") return [{ kind: "mcp", server, tool, arguments: argument }];
  const patch = stringOf(argument) ?? stringOf(taken?.input) ?? stringOf(taken?.patch);
  if (patch?.includes("*** Begin Patch")) return patchedFiles(patch);
  return taken === undefined ? [] : commandIn(taken);
}

/** `docs__find_page`, as old versions say without a prefix, is a tool of `docs`; a server's name may have underscores. */
function mcpParts(name: string): [server: string, tool: string] {
  const at = name.indexOf("__");
  return at < 1 ? [name, ""] : [name.slice(0, at), name.slice(at + 2)];
}

function commandIn(taken: JsonObject): PlannedRun[] {
  const command = COMMAND_KEYS.map((key) => commandText(taken[key])).find((text) => text !== undefined);
  const cwd = textOf(taken.workdir) ?? textOf(taken.working_directory) ?? textOf(taken.cwd);
  return command === undefined ? [] : [{ kind: "command", command, ...(cwd !== undefined && { cwd }) }];
}

const PATCHED = /^\*\*\* (Add|Update|Delete) File: (.+?)\s*$/gm;
const CHANGES = { Add: "add", Update: "update", Delete: "delete" } as const;

/** The files that a patch of the `*** Begin Patch` form touches. */
function patchedFiles(patch: string): PlannedRun[] {
  return [...patch.matchAll(PATCHED)].map(([, verb, path = ""]) => ({
    kind: "file_change",
    path,
    change: CHANGES[verb as keyof typeof CHANGES],
  }));
}
