import { type EvidenceRow, fold } from "./evidence-rows.ts";

/** What stands for a picture or a sound, and the tags that clients put around it. */
const PLACEHOLDERS = /\[(image|audio) omitted\]|<\/?image\b[^>]*>/g;

/**
 * What is wrong with the person's rows: every typed message stands in one `human user` row, in order and once, and no
 * such row holds anything else. `answers` may stand with their questions. No typed sentence stands in another tier as if
 * somebody else had said it, and nothing of `unsaid` stands anywhere.
 */
export function typedProblems(
  rows: readonly EvidenceRow[],
  said: { readonly typed: readonly string[]; readonly answers: readonly string[]; readonly unsaid: readonly string[] },
): string[] {
  const problems: string[] = [];
  const waiting = said.typed.map(fold).filter((text) => text !== "");
  const answers = said.answers.map(fold);
  for (const { tier, text } of rows) {
    if (tier !== "human user") continue;
    let rest = fold(text.replaceAll(PLACEHOLDERS, ""));
    while (waiting[0] !== undefined && rest.startsWith(waiting[0])) rest = rest.slice(waiting.shift()?.length).trim();
    if (rest === "") continue;
    const answer = answers.findIndex((words) => rest.includes(words));
    if (answer === -1) problems.push(`nobody typed: ${rest.slice(0, 300)}`);
    else answers.splice(answer, 1);
  }
  for (const text of waiting) problems.push(`typed, and not in a row of the person: ${text.slice(0, 300)}`);
  for (const text of answers) problems.push(`answered, and not in a row of the person: ${text.slice(0, 300)}`);
  const all = rows.map(({ text }) => fold(text));
  for (const text of said.unsaid.map(fold).filter((text) => text !== ""))
    if (all.some((row) => row.includes(text)))
      problems.push(`taken back, or of another session: ${text.slice(0, 300)}`);
  return problems;
}
