/** Whether text from outside the person's machine came into a session: a web search, or a tool of an MCP server. */
import { type JsonObject, objectOf, stringOf } from "../../text/json.ts";
import { OWN_SERVER, serverFirstName } from "../tools/mcp-name.ts";
import type { LineHead } from "./line-head.ts";

/** Namespaces of MCP servers' tools start like this, and their names in scripts of code mode. */
const MCP_PREFIX = "mcp__";
const MCP_BYTES = Buffer.from(MCP_PREFIX);
const SCRIPTED = /\bmcp__([\w-]+?)__\w/g;
/** Between a server's name and a tool's, as older versions write it without a prefix: the name stands at the front. */
const JOINER = Buffer.from("__");
const NAME_WITHIN_BYTES = 320;

/** Whether a `response_item` is a web search or a call of an MCP tool, in code mode too; our own memory is no outside. */
export function isExternalCall(payload: JsonObject): boolean {
  if (payload.type === "web_search_call") return true;
  if (payload.type !== "function_call" && payload.type !== "custom_tool_call") return false;
  const [name = "", namespace = ""] = [payload.name, payload.namespace].map(stringOf);
  const isOfServer = namespace.startsWith(MCP_PREFIX);
  const called = serverFirstName(isOfServer ? `${namespace.replace(/_+$/, "")}__${name}` : name);
  if (called !== undefined) return called.server !== OWN_SERVER;
  if (payload.type !== "custom_tool_call") return false;
  return (stringOf(payload.input) ?? "").matchAll(SCRIPTED).some(([, server]) => server !== OWN_SERVER);
}

/** Whether a completed item says that a web search or a tool of another's MCP server ran. */
export function isExternalItem(item: JsonObject): boolean {
  return item.type === "WebSearch" || (item.type === "McpToolCall" && item.server !== OWN_SERVER);
}

/** Whether a line may be a call for `isExternalCall`, from its bytes. */
export function mayBeExternalCall(head: LineHead, bytes: Buffer, start: number, end: number): boolean {
  if (head.type !== "response_item") return false;
  if (head.payloadType === "web_search_call") return true;
  const isCall = head.payloadType === "function_call" || head.payloadType === "custom_tool_call";
  if (!isCall) return false;
  const front = bytes.subarray(start, Math.min(end, start + NAME_WITHIN_BYTES));
  return front.includes(JOINER) || bytes.subarray(start, end).includes(MCP_BYTES);
}

/** Items that only files with structured items have: what the person typed, and what ran. */
const STRUCTURED: ReadonlySet<unknown> = new Set([
  "UserMessage",
  "CommandExecution",
  "McpToolCall",
  "FileChange",
  "WebSearch",
]);

/** Whether an item of this type says that its file has structured items. */
export function isStructured(itemType: unknown): boolean {
  return STRUCTURED.has(itemType);
}

/** The item of an `item_completed` payload. */
export function itemOf(payload: JsonObject): JsonObject | undefined {
  return payload.type === "item_completed" ? objectOf(payload.item) : undefined;
}
