import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import { joinedText, partTexts } from "../part-texts.ts";
import { isSlashCommand } from "../slash-command.ts";

/** What the client puts behind the words when files are named with `@`. */
const REFERENCED = "--- Content from referenced files ---";
/** Texts in the person's place that the client writes itself. */
const SESSION_CONTEXT = /^\s*<(?:session_context|loaded_context|state_snapshot|environment_context)>/;
const SHELL =
  /^I ran the following shell command:\s*```(?:\w*)\n([\s\S]*?)\n```(?:\s*This produced the following result:\s*```\n?([\s\S]*?)\n?```)?/;

/** What a `user` message is. */
export type UserMessage =
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "shell"; readonly command: string; readonly output: string }
  /** The client's own context, which names the folder. */
  | { readonly kind: "context"; readonly cwd: string | undefined }
  /** Results of tools, which stand in the calls as well, and slash commands. */
  | { readonly kind: "none" };

/** Reads the content of a `user` message, a text or a list of parts. */
export function userMessage(message: JsonObject): UserMessage {
  const content = message.displayContent ?? message.content;
  if (listOf(message.content).some((part) => objectOf(part)?.functionResponse !== undefined)) return { kind: "none" };
  const texts = partTexts(content);
  const last = texts.findIndex((text) => text.trimStart().startsWith(REFERENCED));
  const own = (last < 0 ? texts : texts.slice(0, last)).join("");
  const at = own.indexOf(`\n${REFERENCED}`);
  const text = at < 0 ? own : own.slice(0, at);
  if (SESSION_CONTEXT.test(text)) return { kind: "context", cwd: workspaceIn(text) };
  const shell = SHELL.exec(text.trim());
  if (shell !== null) return { kind: "shell", command: shell[1] ?? "", output: shell[2] ?? "" };
  return isSlashCommand(text) ? { kind: "none" } : { kind: "said", text };
}

/** The first folder that the client names as its workspace. */
function workspaceIn(text: string): string | undefined {
  return /Workspace Directories:\*{0,2}[ \t]*\n[ \t]*-[ \t]*(.+)/.exec(text)?.[1]?.trim();
}

/** A tool's result, without the marks that keep a model from taking it for words. */
export function toolResultText(result: unknown): string {
  const parts = Array.isArray(result) ? result : [result];
  const texts = parts.map((part) => {
    const response = objectOf(objectOf(objectOf(part)?.functionResponse)?.response);
    if (response === undefined) return joinedText(part);
    return stringOf(response.output) ?? stringOf(response.error) ?? joinedText(response.content) ?? "";
  });
  return texts
    .join("\n")
    .replace(/^<untrusted_context>\n?([\s\S]*?)\n?<\/untrusted_context>\s*$/, "$1")
    .replace(/\nProcess Group PGID: \S+\s*$/, "")
    .replace(/^Output: /, "");
}

/** The MCP server in the name that the client shows: `search (memories MCP Server)`. */
export function shownServer(call: JsonObject): { readonly server: string; readonly tool: string } | undefined {
  const match = /^(\S+) \((.+) MCP Server\)$/.exec(textOf(call.displayName) ?? "");
  return match === null ? undefined : { tool: match[1] ?? "", server: match[2] ?? "" };
}
