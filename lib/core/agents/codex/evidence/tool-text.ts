import { type JsonObject, listOf, objectOf, parseObject, stringOf, textOf } from "../../../text/json.ts";
import { compactJson, partTexts, withoutCiphertext } from "./content-parts.ts";

/** A call as `<namespace>.<name> <arguments>`, or `<name> <arguments>`. Undefined when the payload is none. */
export function callText(payload: JsonObject): string | undefined {
  switch (payload.type) {
    case "function_call":
      return `${toolName(payload)} ${withoutCiphertext(compactJson(payload.arguments))}`;
    case "custom_tool_call":
      return `${toolName(payload)} ${withoutCiphertext(compactJson(payload.input))}`;
    case "local_shell_call":
      return `local_shell ${shellCommand(objectOf(payload.action) ?? {})}`;
    case "web_search_call":
      return `web_search ${searchText(objectOf(payload.action) ?? {})}`;
    case "tool_search_call":
      return `tool_search ${compactJson(payload.arguments)}`;
    default:
      return undefined;
  }
}

/** The name of a called tool, after its namespace where it has one. */
export function toolName(payload: JsonObject): string {
  return [textOf(payload.namespace), stringOf(payload.name) ?? ""].filter((part) => part !== undefined).join(".");
}

/** What a tool gave back, as plain text. Undefined when the payload is no output. */
export function outputText(payload: JsonObject): string | undefined {
  switch (payload.type) {
    case "function_call_output":
    case "custom_tool_call_output":
      return outputOf(payload.output);
    case "tool_search_output":
      return compactJson(payload.tools ?? payload.output);
    default:
      return undefined;
  }
}

function shellCommand(action: JsonObject): string {
  const command = listOf(action.command).map(compactJson).join(" ");
  return command === "" ? compactJson(action.command ?? action) : command;
}

/** What was looked for or opened: `rain in Oslo`, `open_page https://…`, `find_in_page https://… pattern`. */
export function searchText(action: JsonObject): string {
  const type = stringOf(action.type) ?? "search";
  const queries = listOf(action.queries).filter((query) => typeof query === "string");
  const query = stringOf(action.query) ?? (queries.length > 0 ? queries.join("; ") : undefined);
  const parts = [type === "search" ? undefined : type, query, stringOf(action.url), stringOf(action.pattern)];
  return parts.filter((part) => part !== undefined).join(" ");
}

function outputOf(output: unknown): string {
  if (typeof output === "string") return decodedOutput(output);
  if (Array.isArray(output)) return partTexts(output).join("\n");
  const wrapped = objectOf(output);
  if (wrapped === undefined) return output === undefined || output === null ? "" : compactJson(output);
  return wrapped.content === undefined ? compactJson(wrapped) : outputOf(wrapped.content);
}

/** JSON longer than this is some tool's data, not the few wrappers that are known. */
const MAX_WRAPPER_CHARS = 4_000_000;

/**
 * Some tools wrap their text in JSON: `{"output": text, "metadata": {"exit_code": 0}}`, or a list of content parts.
 * The text is the evidence, and an exit code that is not 0.
 */
function decodedOutput(output: string): string {
  const first = output[0];
  if ((first !== "{" && first !== "[") || output.length > MAX_WRAPPER_CHARS) return partTexts(output).join("");
  const wrapped = parseObject(first === "[" ? `{"content":${output}}` : output);
  const inner = stringOf(wrapped?.output);
  if (inner !== undefined) {
    const code = objectOf(wrapped?.metadata)?.exit_code;
    return partTexts(typeof code === "number" && code !== 0 ? `exit code ${code}\n${inner}` : inner).join("");
  }
  const parts = listOf(wrapped?.content);
  const areParts = parts.length > 0 && parts.every((part) => CONTENT_TYPES.has(stringOf(objectOf(part)?.type) ?? ""));
  return partTexts(areParts ? parts : output).join("\n");
}

const CONTENT_TYPES = new Set(["text", "input_text", "output_text", "image", "input_image", "audio", "input_audio"]);
