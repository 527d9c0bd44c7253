import { isWorking } from "./ran/command-text.ts";
import { filesOf } from "./ran/references.ts";
import type { SessionTask } from "./session.ts";

const KEYWORDS_MAX = 16;

/** Words a person would search for: the project, its files, the programs that were run, error names. */
export function keywordsOf(project: string, tasks: readonly SessionTask[]): string[] {
  const words = new Set([project]);
  for (const { turns } of tasks) {
    for (const { path } of filesOf(turns)) words.add(path.split(/[/\\]/).at(-1) ?? path);
    for (const { segments, errorLine } of turns.flatMap(({ runs }) => runs)) {
      for (const segment of segments) {
        if (isWorking(segment) && /^[\w.-]+$/.test(segment.program)) words.add(segment.program);
      }
      for (const [name] of errorLine.matchAll(/\b(?:[A-Z]\w*(?:Error|Exception)|E[A-Z]{4,}|TS\d{4}|E\d{4})\b/g))
        words.add(name);
    }
    if (words.size > KEYWORDS_MAX) break;
  }
  return [...words].filter((word) => word !== "").slice(0, KEYWORDS_MAX);
}
