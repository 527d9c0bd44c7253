import type { Ran } from "../../../evidence/ran.ts";
import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../../text/json.ts";
import { searchText } from "../evidence/tool-text.ts";

/** What an event says ran, and under which call. */
export interface StructuredRan {
  readonly callId: string | undefined;
  readonly rans: readonly Ran[];
}

/**
 * What ran, of a completed item or of the event that older versions wrote in its place. Undefined for every other
 * payload; nothing in it where the tool was declined or did not get to work.
 */
export function structuredRan(payload: JsonObject): StructuredRan | undefined {
  if (payload.type === "item_completed") return ofItem(objectOf(payload.item) ?? {});
  const callId = stringOf(payload.call_id);
  switch (payload.type) {
    case "exec_command_end":
      return { callId, rans: commandRan(payload) };
    case "mcp_tool_call_end":
      return { callId, rans: mcpRan({ ...payload, ...objectOf(payload.invocation) }) };
    case "patch_apply_end":
      return { callId, rans: payload.success === false ? [] : changesRan(payload) };
    case "web_search_end":
      return { callId, rans: searchRan(payload) };
    default:
      return undefined;
  }
}

function ofItem(item: JsonObject): StructuredRan | undefined {
  const callId = stringOf(item.id);
  switch (item.type) {
    case "CommandExecution":
      return { callId, rans: commandRan(item) };
    case "McpToolCall":
      return { callId, rans: mcpRan(item) };
    case "FileChange":
      return { callId, rans: item.status === "completed" ? changesRan(item) : [] };
    case "WebSearch":
      return { callId, rans: searchRan(item) };
    default:
      return undefined;
  }
}

function commandRan(item: JsonObject): Ran[] {
  if (item.status === "declined") return [];
  const command = commandText(item.command);
  if (command === undefined) return [];
  const cwd = pathOf(stringOf(item.cwd));
  const exitCode = typeof item.exit_code === "number" ? item.exit_code : undefined;
  return [
    {
      kind: "command",
      command,
      ...(cwd !== undefined && { cwd }),
      ...(exitCode !== undefined && { exitCode }),
      output: stringOf(item.aggregated_output) ?? stringOf(item.formatted_output) ?? stringOf(item.stdout) ?? "",
      by: item.source === "user_shell" ? "user" : "agent",
    },
  ];
}

/** The script that a shell was given, or the words of a command; undefined where there is none. */
export function commandText(command: unknown): string | undefined {
  if (typeof command === "string") return command;
  const words = listOf(command);
  if (words.length === 0 || !words.every((word) => typeof word === "string")) return undefined;
  const isShell = words.length > 2 && SHELL.test(words[0] ?? "") && SCRIPT_FLAG.test(words.at(-2) ?? "");
  return isShell ? words.at(-1) : words.map(quoted).join(" ");
}

/** A word as a shell would have to be given it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./~^\\-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const SHELL = /(?:^|[\\/])(?:\w*sh|cmd|powershell|pwsh)(?:\.exe)?$/i;
const SCRIPT_FLAG = /^(?:-\w*c|-command|\/c)$/i;

function mcpRan(item: JsonObject): Ran[] {
  const [server, tool] = [textOf(item.server), textOf(item.tool)];
  if (server === undefined || tool === undefined || item.status === "declined") return [];
  const result = objectOf(item.result);
  const outcome = objectOf(result?.Ok) ?? result;
  const isError = outcome?.isError === true || outcome?.is_error === true || result?.Err !== undefined;
  const failed = isError || (item.status !== undefined && item.status !== "completed");
  const hint = item.readOnlyHint ?? item.read_only_hint;
  return [
    {
      kind: "mcp",
      server,
      tool,
      arguments: item.arguments,
      failed,
      ...(typeof hint === "boolean" && { readOnly: hint }),
    },
  ];
}

const CHANGES = new Set(["add", "update", "delete"]);

function changesRan(item: JsonObject): Ran[] {
  return Object.entries(objectOf(item.changes) ?? {}).flatMap(([path, entry]): Ran[] => {
    const change = stringOf(objectOf(entry)?.type) ?? Object.keys(objectOf(entry) ?? {})[0] ?? "";
    return CHANGES.has(change) ? [{ kind: "file_change", path, change: change as "add" | "update" | "delete" }] : [];
  });
}

function searchRan(item: JsonObject): Ran[] {
  const query = textOf(item.query) ?? searchText(objectOf(item.action) ?? {});
  return [{ kind: "web_search", query }];
}

/** A folder is given as a path or as a `file:` URL. */
function pathOf(folder: string | undefined): string | undefined {
  if (folder === undefined || !folder.startsWith("file://")) return folder;
  const path = folder
    .slice("file://".length)
    .replace(/^localhost(?=\/)/, "")
    .replace(/^\/(?=[A-Za-z]:)/, "");
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
