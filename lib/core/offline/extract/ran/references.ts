import type { Segment } from "./command-text.ts";

/** Endings that make a word a file of a project. */
const EXTENSIONS =
  "c|cc|cfg|conf|cpp|cs|css|csv|dart|env|ex|go|gradle|h|hpp|html|ini|java|js|json|jsx|kt|less|lock|lua|mjs|md|mod|php|pl|proto|ps1|py|r|rb|rs|scala|scss|sh|sql|svelte|swift|tf|toml|ts|tsx|txt|vue|xml|yaml|yml|zig";
const FILE = new RegExp(
  `(?<![\\w/.:@-])(?:\\.{0,2}/)?(?:[\\w@.-]+/)*[\\w@-][\\w@.-]*\\.(?:${EXTENSIONS})(?![\\w/-])`,
  "g",
);

const WRITES = /^sed -\S*i|(?<![0-9&])>{1,2}\s*[\w./]|^tee /;
/** Of a longer text the beginning names what it is about. */
const TEXT_MAX_CHARS = 8_000;

/** Whether a command changes files, as far as its text tells. */
export function writesFiles(segments: readonly Segment[]): boolean {
  return segments.some(({ text }) => WRITES.test(text));
}

/** The files that a command changes, as far as its text tells. */
export function writtenIn(segments: readonly Segment[]): string[] {
  return segments.flatMap(({ text }) => (WRITES.test(text) ? filesIn(text) : []));
}

/** The files that a text names, in their order. */
export function filesIn(text: string): string[] {
  return [...text.slice(0, TEXT_MAX_CHARS).matchAll(FILE)].map(([path]) => path);
}

/** A file that a task touched or looked at. */
export interface FileReference {
  readonly path: string;
  readonly changed: boolean;
}

/** What files are named in: of each turn the person's words, its commands, the files that tools changed. */
export interface NamingTurn {
  readonly said: { readonly text: string };
  readonly runs: readonly { readonly segments: readonly Segment[] }[];
  readonly changed: readonly string[];
}

/** Files named in a task's messages and commands, changed ones first, in order of appearance. */
export function filesOf(turns: readonly NamingTurn[]): FileReference[] {
  const found = new Map<string, boolean>();
  const note = (path: string, changed: boolean) => found.set(path, changed || found.get(path) === true);
  for (const { said, runs, changed } of turns) {
    for (const path of filesIn(said.text)) note(path, false);
    for (const { segments } of runs) {
      for (const { text } of segments) {
        const writes = WRITES.test(text);
        for (const path of filesIn(text)) note(path, writes);
      }
    }
    for (const path of changed) note(path, true);
  }
  const all = [...found].map(([path, changed]) => ({ path, changed }));
  return [...all.filter(({ changed }) => changed), ...all.filter(({ changed }) => !changed)];
}
