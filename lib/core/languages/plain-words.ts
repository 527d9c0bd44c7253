/** Code spans, paths, links, names with signs or digits in them: they belong to no language. */
const NAMES = /`[^`]*`|\b\w+:\/\/\S+|\S*[\\/_@#$=<>{}]\S*|\b\w+\.\w+\b|\b\w*\d\w*\b/g;
/** Programs and formats that people name in every language. */
const PROGRAMS =
  /\b(?:p?npm|yarn|bun|deno|node|git|docker|cargo|pip|pytest|eslint|prettier|commit|push|merge|branch|readme|json|yaml|html|css|api|url|login|test|tests|build|lint)\b/gi;

/** The words of a message by which its language can be told, on one line. */
export function plainWords(text: string): string {
  return text.replaceAll(NAMES, " ").replaceAll(PROGRAMS, " ").replaceAll(/\s+/g, " ").trim();
}
