import { listOf, objectOf, textOf } from "../text/json.ts";

/**
 * The sessions in which a person typed, by the log of prompts that Gemini CLI and Qwen Code keep for their terminals.
 * Slash commands alone are no conversation.
 */
export function typedSessions(log: string): readonly string[] {
  return listOf(parsed(log)).flatMap((entry) => {
    const { sessionId, message } = objectOf(entry) ?? {};
    const words = textOf(message);
    const id = textOf(sessionId);
    return id === undefined || words === undefined || words.startsWith("/") ? [] : [id];
  });
}

/** The folder of each project of Gemini CLI by the name of its folder under `tmp`: a slug, or in older versions a hash. */
export function projectFolders(projects: string, hash: (path: string) => string): ReadonlyMap<string, string> {
  const entries = Object.entries(objectOf(objectOf(parsed(projects))?.projects) ?? {});
  return new Map(
    entries.flatMap(([path, name]): [string, string][] => {
      const slug = textOf(name);
      return [...(slug === undefined ? [] : ([[slug, path]] as [string, string][])), [hash(path), path]];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
