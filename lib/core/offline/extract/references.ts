import { isWorking, segmentsOf } from "./command-text.ts";
import type { SessionTask } from "./session.ts";

/** Endings that make a word a file of a project. */
const EXTENSIONS =
  "c|cc|cfg|conf|cpp|cs|css|csv|dart|env|ex|go|gradle|h|hpp|html|ini|java|js|json|jsx|kt|less|lock|lua|mjs|md|mod|php|pl|proto|ps1|py|r|rb|rs|scala|scss|sh|sql|svelte|swift|tf|toml|ts|tsx|txt|vue|xml|yaml|yml|zig";
const FILE = new RegExp(
  `(?<![\\w/.:@-])(?:\\.{0,2}/)?(?:[\\w@.-]+/)*[\\w@-][\\w@.-]*\\.(?:${EXTENSIONS})(?![\\w/-])`,
  "g",
);

const WRITES = /^sed -\S*i|(?<![0-9&])>{1,2}\s*[\w./]|^tee /;

/** Whether a command changes files, as far as its text tells. */
export function writesFiles(command: string): boolean {
  return segmentsOf(command).some(({ text }) => WRITES.test(text));
}

/** A file that a task touched or looked at. */
export interface FileReference {
  readonly path: string;
  readonly changed: boolean;
}

/** Files named in a task's messages and commands, changed ones first, in order of appearance. */
export function filesOf(task: SessionTask): FileReference[] {
  const found = new Map<string, boolean>();
  const note = (path: string, changed: boolean) => found.set(path, changed || found.get(path) === true);
  for (const { said, runs, changed } of task.turns) {
    for (const [path] of said.text.matchAll(FILE)) note(path, false);
    for (const { command } of runs) {
      for (const { text } of segmentsOf(command)) {
        const writes = WRITES.test(text);
        for (const [path] of text.matchAll(FILE)) note(path, writes);
      }
    }
    for (const path of changed) note(path, true);
  }
  const all = [...found].map(([path, changed]) => ({ path, changed }));
  return [...all.filter(({ changed }) => changed), ...all.filter(({ changed }) => !changed)];
}

/** Words a person would search for: the project, its files, the programs that were run, error names. */
export function keywordsOf(project: string, tasks: readonly SessionTask[]): string[] {
  const words = new Set([project]);
  for (const task of tasks) {
    for (const { path } of filesOf(task)) words.add(path.split("/").at(-1) ?? path);
    for (const { runs } of task.turns) {
      for (const { command, errorLine } of runs) {
        for (const segment of segmentsOf(command)) {
          if (isWorking(segment) && /^[\w.-]+$/.test(segment.program)) words.add(segment.program);
        }
        for (const [name] of errorLine.matchAll(/\b(?:[A-Z]\w*(?:Error|Exception)|E[A-Z]{4,}|TS\d{4}|E\d{4})\b/g))
          words.add(name);
      }
    }
  }
  return [...words].filter((word) => word !== "").slice(0, KEYWORDS_MAX);
}

const KEYWORDS_MAX = 16;
