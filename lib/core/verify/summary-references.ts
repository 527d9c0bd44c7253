import { ROLLOUT_SUMMARIES_FOLDER } from "../consolidate/paths.ts";

/** A path into `rollout_summaries/` up to what cannot belong to it in prose, code spans, links and citations. */
const REFERENCE = new RegExp(`${ROLLOUT_SUMMARIES_FOLDER}/([^\\s\`"'<>()\\[\\]{}|,;:*?\\\\]+)`, "g");

/**
 * The summaries that a text names, as paths `rollout_summaries/<name>`, each once. A pattern (`*.md`), a
 * placeholder (`<stem>.md`) or the bare folder names none; punctuation after a name is not part of it.
 */
export function summaryReferences(text: string): Set<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(REFERENCE)) {
    const name = match[1] ?? "";
    const whole =
      /^.*?\.md(?![\p{L}\p{N}_-])/u.exec(name)?.[0] ?? bareName(name, text.charAt(match.index + match[0].length));
    if (whole !== "") found.add(`${ROLLOUT_SUMMARIES_FOLDER}/${whole}`);
  }
  return found;
}

/** A name without `.md`: nothing when what follows makes it a pattern or a placeholder, else without the full stop. */
function bareName(name: string, next: string): string {
  return "<{*?$".includes(next || " ") ? "" : name.replace(/[.…!]+$/u, "");
}
