import { type JsonObject, listOf, objectOf, stringOf } from "../../text/json.ts";
import { blocksIn, withoutLeadingBlocks } from "../tagged-blocks.ts";

/** The parts of a line's message; a text counts as one part. */
export function partsOf(record: JsonObject): readonly JsonObject[] {
  const message = record.message ?? record.content;
  const content = objectOf(message)?.content ?? message;
  if (typeof content === "string") return [{ type: "text", text: content }];
  return listOf(content)
    .map(objectOf)
    .filter((part) => part !== undefined);
}

/** The words in a `user` text: what `<user_query>` encloses, else what stands in no block at its beginning. */
export function typedText(text: string): string {
  const queries = blocksIn(text, "user_query").map((query) => query.trim());
  return queries.length > 0 ? queries.join("\n") : withoutLeadingBlocks(text);
}

/** The folder that the client names in the context it sets before the words. */
export function workspaceIn(text: string): string | undefined {
  return /^[ \t]*(?:Workspace Path|Workspace Root|Working [Dd]irectory):(.+)$/m.exec(text)?.[1]?.trim();
}

/** The folder that a command was run in, when it is named whole. */
export function commandFolder(input: unknown): string | undefined {
  const args = objectOf(input);
  const folder = stringOf(args?.working_directory) ?? stringOf(args?.cwd);
  return folder !== undefined && /^(?:\/|[A-Za-z]:[\\/])/.test(folder) ? folder : undefined;
}
