import { type JsonObject, listOf, objectOf, parseObject, stringOf } from "../text/json.ts";
import type { RanCommand } from "./classify-command.ts";

/** A tool call of a transcript that ran a command. */
export interface ShellCall {
  /** The tool's name as the transcript gives it. */
  readonly tool: string;
  readonly ran: RanCommand;
}

/** Keys under which tools take a command: a script, or a program with its arguments. */
const COMMAND_KEYS = ["cmd", "command"] as const;

/**
 * The command that a `response_item` payload ran: a `local_shell_call`, or a `function_call` whose arguments hold
 * `cmd` or `command`. Undefined for every other item. `cwd` stands where the call names no folder of its own.
 */
export function shellCallOf(payload: JsonObject, cwd: string | undefined): ShellCall | undefined {
  const tool = toolOf(payload);
  const taken = argumentsOf(payload);
  if (tool === undefined || taken === undefined) return undefined;
  const folder = stringOf(taken.workdir) ?? stringOf(taken.working_directory) ?? cwd;
  const place = folder === undefined ? {} : { cwd: folder };
  for (const key of COMMAND_KEYS) {
    const command = taken[key];
    if (typeof command === "string") return { tool, ran: { kind: "script", script: command, ...place } };
    const argv = listOf(command);
    if (argv.length > 0 && argv.every((word) => typeof word === "string")) {
      return { tool, ran: { kind: "argv", argv, ...place } };
    }
  }
  return undefined;
}

function toolOf(payload: JsonObject): string | undefined {
  if (payload.type === "local_shell_call") return "local_shell";
  return payload.type === "function_call" ? stringOf(payload.name) : undefined;
}

function argumentsOf(payload: JsonObject): JsonObject | undefined {
  if (payload.type === "local_shell_call") return objectOf(payload.action);
  return parseObject(stringOf(payload.arguments) ?? "");
}
