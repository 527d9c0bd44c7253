import { listOf, objectOf, textOf } from "../text/json.ts";
import { foldText } from "./fold-text.ts";
import { timeOf } from "./record-values.ts";
import type { MetadataState } from "./session/metadata-state.ts";

/** What was typed into a terminal, by the logs of prompts that Gemini CLI and Qwen Code keep. */
export interface PromptLog {
  readonly sessions: ReadonlySet<string>;
  /** When each prompt was typed, in milliseconds. After `/clear` a log goes on under the id of the session before. */
  readonly times: ReadonlyMap<string, readonly number[]>;
}

/** Reads the logs of a home. Slash commands alone are no conversation. */
export function promptLog(logs: readonly string[]): PromptLog {
  const sessions = new Set<string>();
  const times = new Map<string, number[]>();
  for (const entry of logs.flatMap((log) => listOf(parsed(log)))) {
    const { sessionId, message, timestamp } = objectOf(entry) ?? {};
    const words = textOf(message);
    if (words === undefined || words.startsWith("/")) continue;
    const id = textOf(sessionId);
    if (id !== undefined) sessions.add(id);
    const time = timeOf(timestamp);
    if (time !== undefined) times.set(foldText(words), [...(times.get(foldText(words)) ?? []), time]);
  }
  return { sessions, times };
}

/** A prompt is logged as it is sent; its record follows within this time. */
const LOGGED_WITHIN_MS = 60_000;

/** Whether the person typed in a session: its id is in the log, or its first words are, at the time of its first turn. */
export function wasTyped(log: PromptLog, nativeId: string, { firstSaid, turns }: MetadataState): boolean {
  if (log.sessions.has(nativeId)) return true;
  const [first] = turns;
  const logged = log.times.get(foldText(firstSaid ?? "")) ?? [];
  return logged.some((time) => Math.abs(time - (first?.timeMs ?? Number.NaN)) <= LOGGED_WITHIN_MS);
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
