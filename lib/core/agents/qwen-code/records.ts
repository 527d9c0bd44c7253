import { type JsonObject, listOf, objectOf, stringOf } from "../../text/json.ts";
import { compactValue, withoutMedia } from "../part-texts.ts";
import { withoutBlocks } from "../tagged-blocks.ts";

/** The parts of a row's message. */
export function partsOf(record: JsonObject): readonly JsonObject[] {
  return listOf(objectOf(record.message)?.parts)
    .map(objectOf)
    .filter((part) => part !== undefined);
}

const REFERENCED = "Content from referenced files";

/** The person's words in a `user` row: what stands before the client's own parts, without its reminders. */
export function typedText(parts: readonly JsonObject[]): string {
  const own: string[] = [];
  for (const part of parts) {
    const text = stringOf(part.text);
    if (text === undefined) continue;
    if (text.trimStart().startsWith("<qwen:") || text.includes(REFERENCED)) break;
    own.push(withoutMedia(withoutBlocks(text, "system-reminder")));
  }
  return own.join("");
}

/** The texts of an answer, without thoughts. */
export function answerText(parts: readonly JsonObject[]): string {
  return parts
    .filter((part) => part.thought !== true)
    .map((part) => withoutMedia(stringOf(part.text) ?? ""))
    .filter((text) => text.trim() !== "")
    .join("\n");
}

/** What a command printed, out of the form in which the client gives it to the model. */
export function printedText(text: string): string {
  const output = text.indexOf("\nOutput: ");
  const code = text.lastIndexOf("\nExit Code: ");
  const error = text.lastIndexOf("\nError: ", code);
  if (!text.startsWith("Command: ") || output < 0 || error < output || code < error) return text;
  const parts = [text.slice(output + "\nOutput: ".length, error), text.slice(error + "\nError: ".length, code)];
  return parts.filter((part) => part !== "(empty)" && part !== "(none)").join("\n");
}

/** What a tool gave back. */
export function responseText(part: JsonObject): string {
  const response = objectOf(objectOf(part.functionResponse)?.response);
  const text = stringOf(response?.output) ?? stringOf(response?.error) ?? compactValue(response ?? "");
  return withoutMedia(text);
}
