/** Texts of role `user` that the harness writes, told by their own words: for files that have nothing better. */

/** What a fragment of the harness is for. */
export type WrapperKind = "injected" | "report" | "context";

/**
 * What the harness wrote, as far as the text tells: `injected` are instructions and skills, which are no evidence;
 * `report` is a sub-agent's; `context` is everything else. Undefined for a text that a person may have typed.
 */
export function wrapperKind(text: string): WrapperKind | undefined {
  const trimmed = text.trim();
  if (isInjected(trimmed)) return "injected";
  const name = elementName(trimmed);
  if (name === "subagent_notification") return "report";
  if (name !== undefined && (ELEMENTS.has(name) || name.includes("_"))) return "context";
  return WARNINGS.some((warning) => warning.test(trimmed)) ? "context" : undefined;
}

/** Whether a part is an instruction file or a skill that the harness puts into user messages. */
export function isInjected(text: string): boolean {
  return isFragment(text, "# agents.md instructions", "</instructions>") || isFragment(text, "<skill>", "</skill>");
}

/** Elements of the harness that have no underscore in their name, by which the others are told from HTML. */
const ELEMENTS = new Set(["permissions", "plugins", "skills", "apps", "tools"]);

/** The name of the one element that a text is. */
function elementName(text: string): string | undefined {
  const name = /^<([a-z]\w*)(?: [^>\n]*)?>/.exec(text)?.[1];
  return name !== undefined && text.endsWith(`</${name}>`) ? name : undefined;
}

/** What older versions said to their model in the person's role. */
const WARNINGS = [
  /^Warning: (?:apply_patch was requested via|the maximum number of|your account )/i,
  /^Another language model started to solve this problem\b/,
];

/** Whether a text, trimmed, starts and ends like this; ASCII letters of any case, `start` and `end` in lower case. */
function isFragment(text: string, start: string, end: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < start.length + end.length) return false;
  const lower = (part: string) => part.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower(trimmed.slice(0, start.length)) === start && lower(trimmed.slice(-end.length)) === end;
}
