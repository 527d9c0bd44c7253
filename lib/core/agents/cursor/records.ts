import { type JsonObject, listOf, objectOf, stringOf } from "../../text/json.ts";

/** The parts of a line's message; a text counts as one part. */
export function partsOf(record: JsonObject): readonly JsonObject[] {
  const message = record.message ?? record.content;
  const content = objectOf(message)?.content ?? message;
  if (typeof content === "string") return [{ type: "text", text: content }];
  return listOf(content)
    .map(objectOf)
    .filter((part) => part !== undefined);
}

const QUERY = /<user_query>\n?([\s\S]*?)\n?<\/user_query>/g;
/** Blocks that the client sets around the words. */
const BLOCK = /^\s*<([a-z][\w-]*)(?:\s[^>]*)?>[\s\S]*?<\/\1>\s*/;

/** The words in a `user` text: what `<user_query>` encloses, else what stands in no block at its beginning. */
export function typedText(text: string): string {
  const queries = [...text.matchAll(QUERY)].map((match) => match[1] ?? "");
  if (queries.length > 0) return queries.join("\n");
  let rest = text;
  for (let match = BLOCK.exec(rest); match !== null; match = BLOCK.exec(rest)) rest = rest.slice(match[0].length);
  return rest;
}

/** The folder that the client names in the context it sets before the words. */
export function workspaceIn(text: string): string | undefined {
  return /^\s*(?:Workspace Path|Workspace Root|Working [Dd]irectory): *(.+?)\s*$/m.exec(text)?.[1];
}

/** The folder that a command was run in, when it is named whole. */
export function commandFolder(input: unknown): string | undefined {
  const args = objectOf(input);
  const folder = stringOf(args?.working_directory) ?? stringOf(args?.cwd);
  return folder !== undefined && /^(?:\/|[A-Za-z]:[\\/])/.test(folder) ? folder : undefined;
}
