import { type JsonObject, listOf, objectOf, parseObject, stringOf, textOf } from "../../text/json.ts";
import { writableValue } from "../part-texts.ts";
import type { McpName } from "./mcp-name.ts";
import { patchChanges } from "./patch-changes.ts";
import type { PlannedChange } from "./planned-change.ts";

/** What a tool call is about, as far as this program cares. */
export type ToolUse =
  | { readonly kind: "command"; readonly commands: readonly string[]; readonly cwd?: string }
  | { readonly kind: "change"; readonly changes: readonly PlannedChange[] }
  | { readonly kind: "search"; readonly query: string }
  | ({ readonly kind: "mcp"; readonly arguments: unknown } & McpName)
  /** Hands work to a sub-agent: what comes back is its report. */
  | { readonly kind: "agent" }
  /** Asks the person something: what comes back is their answer. */
  | { readonly kind: "ask"; readonly question: string }
  | { readonly kind: "other"; readonly reads?: string };

/** What a call is about. `mcp`: the server and tool, where they are known. */
export function toolUse(name: string, input: unknown, mcp: McpName | undefined): ToolUse {
  const args = objectOf(input) ?? (typeof input === "string" ? parseObject(input) : undefined) ?? {};
  if (mcp !== undefined) return { kind: "mcp", ...mcp, arguments: writableValue(input) };
  if (name === "use_mcp_tool" || name === "CallMcpTool") {
    const server = textOf(args.server_name) ?? textOf(args.server) ?? "";
    const tool = textOf(args.tool_name) ?? textOf(args.toolName) ?? "";
    return { kind: "mcp", server, tool, arguments: writableValue(args.arguments) };
  }
  const read = READERS.find(({ names }) => names.has(name));
  return read?.use(args, input) ?? { kind: "other", reads: pathOf(args) };
}

type Use = (args: JsonObject, input: unknown) => ToolUse | undefined;

/** The tools of all products by the names they go by; one name means the same in each. */
const READERS: readonly { readonly names: ReadonlySet<string>; readonly use: Use }[] = [
  {
    names: new Set(
      `Bash bash shell Shell powershell local_shell run_shell_command execute_command run_terminal_cmd run_commands
       run_terminal_command exec_command`.split(/\s+/),
    ),
    use: (args) => {
      const commands = commandsOf(args);
      const cwd = textOf(args.cwd) ?? textOf(args.workdir) ?? textOf(args.working_directory) ?? textOf(args.directory);
      return commands.length === 0 ? undefined : { kind: "command", commands, ...(cwd !== undefined && { cwd }) };
    },
  },
  { names: new Set(["Write", "write", "write_file", "write_to_file"]), use: changeOf("write") },
  { names: new Set(["create", "create_file"]), use: changeOf("add") },
  { names: new Set(["Delete", "delete_file", "delete"]), use: changeOf("delete") },
  {
    names: new Set(
      `Edit MultiEdit NotebookEdit edit multiedit replace edit_file search_replace StrReplace str_replace
       replace_in_file str_replace_editor`.split(/\s+/),
    ),
    use: changeOf("update"),
  },
  {
    names: new Set(["editor"]),
    use: (args) => changeOf(textOf(args.old_text) === undefined ? "write" : "update")(args),
  },
  {
    names: new Set(["apply_patch", "patch", "ApplyPatch"]),
    use: (args, input) => {
      const patch = stringOf(input) ?? stringOf(args.patchText) ?? stringOf(args.patch) ?? stringOf(args.input);
      return { kind: "change", changes: patchChanges(patch ?? "") };
    },
  },
  {
    names: new Set(
      "WebSearch WebFetch web_search web_fetch google_web_search websearch webfetch codesearch fetch_web_content".split(
        " ",
      ),
    ),
    use: (args) => ({ kind: "search", query: textOf(args.query) ?? textOf(args.url) ?? textOf(args.prompt) ?? "" }),
  },
  {
    names: new Set("Agent Task task agent subagent invoke_agent spawn_agent new_task".split(" ")),
    use: () => ({ kind: "agent" }),
  },
  {
    names: new Set("AskUserQuestion ask_user ask_user_question question ask_followup_question AskQuestion".split(" ")),
    use: (args) => ({ kind: "ask", question: questionOf(args) }),
  },
];

function changeOf(change: PlannedChange["change"]): (args: JsonObject) => ToolUse | undefined {
  return (args) => {
    const path = pathOf(args);
    return path === undefined ? undefined : { kind: "change", changes: [{ path, change }] };
  };
}

function pathOf(args: JsonObject): string | undefined {
  return textOf(args.file_path) ?? textOf(args.filePath) ?? textOf(args.path) ?? textOf(args.notebook_path);
}

function commandsOf(args: JsonObject): string[] {
  const one = textOf(args.command) ?? textOf(args.cmd);
  if (one !== undefined) return [one];
  return listOf(args.commands).filter((command) => typeof command === "string" && command.trim() !== "") as string[];
}

function questionOf(args: JsonObject): string {
  const asked = listOf(args.questions).map((each) => textOf(objectOf(each)?.question) ?? textOf(each) ?? "");
  return [textOf(args.question) ?? "", ...asked].filter((text) => text !== "").join("\n");
}
