import type { TextLine } from "./text-lines.ts";

/** What a line of a memory file tells. `index`: what is known and where; `other`: tasks, fields and what has no name. */
export type SectionKind = "preferences" | "profile" | "tips" | "knowledge" | "failures" | "index" | "other";

const TITLES: readonly (readonly [SectionKind, RegExp])[] = [
  ["preferences", /\b(?:preferences?|wishes)\b/i],
  ["profile", /\bprofile\b/i],
  ["tips", /\btips?\b/i],
  ["knowledge", /\bknowledge\b/i],
  ["failures", /\bfailures?\b/i],
  ["index", /^what.?s in memory$/i],
];

/** The kind of the innermost heading above a line that has one. */
export function sectionKind({ headings }: TextLine): SectionKind {
  for (const title of headings.toReversed()) {
    const named = TITLES.find(([, pattern]) => pattern.test(title.trim()));
    if (named !== undefined) return named[0];
  }
  return "other";
}
