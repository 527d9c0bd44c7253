import type { Answer, Wanted } from "./answers.ts";

/** What of a session's answers a memory holds. */
export interface MemoryTally {
  readonly answer: Answer;
  readonly found: readonly Wanted[];
  readonly missed: readonly Wanted[];
  readonly unwanted: readonly string[];
  readonly bytes: number;
}

const fold = (text: string) =>
  text
    .replaceAll(/[\s"'“”‘’`]+/g, " ")
    .trim()
    .toLowerCase();

/** Counts the wanted facts and wishes that a memory holds, and its lines that nobody wants. */
export function measureMemory(answer: Answer, memory: string): MemoryTally {
  const held = fold(memory);
  const preferences = preferenceQuotes(memory).map(fold);
  const holds = ({ kind, text }: Wanted) =>
    kind === "wish" ? preferences.some((quote) => quote.includes(fold(text))) : held.includes(fold(text));
  const allowed = [...answer.wanted.filter(({ kind }) => kind === "wish").map(({ text }) => text), ...answer.fine].map(
    fold,
  );
  const strange = preferences.filter((quote) => !allowed.some((text) => quote.includes(text) || text.includes(quote)));
  const bad = memory.split("\n").filter((line) => isShown(line) && answer.unwanted.some((text) => line.includes(text)));
  return {
    answer,
    found: answer.wanted.filter(holds),
    missed: answer.wanted.filter((wanted) => !holds(wanted)),
    unwanted: [...strange, ...bad],
    bytes: Buffer.byteLength(memory),
  };
}

/** The request itself is named in titles and front matter; what counts as said there is not claimed of anybody. */
const isShown = (line: string) => !/^(?:description|task|task_group|keywords|cwd): /.test(line);

/** The quotations under *Preference signals*. */
export function preferenceQuotes(memory: string): string[] {
  const sections = memory.split(/^#### /m).filter((section) => section.startsWith("Preference signals"));
  return sections.flatMap((section) => [...section.matchAll(/^- .*?: "(.*)"$/gm)].map(([, quote = ""]) => quote));
}

/** How the wishes of one person's sessions fare in their summary. */
export interface SummaryTally {
  readonly wishes: number;
  readonly held: number;
  /** Wishes made in several sessions, and those of them that stand before every other. */
  readonly repeated: number;
  readonly first: number;
  readonly unwanted: number;
}

/** Looks for the wishes of sessions in the summary that was made of them. */
export function summaryWishes(summary: string, answers: readonly Answer[]): SummaryTally {
  const part = summary.split("## User preferences")[1]?.split(/^## /m)[0] ?? "";
  const lines = part.split("\n").filter((line) => line.startsWith("- "));
  const quotes = lines.map((line) => fold(/"(.*)"/.exec(line)?.[1] ?? line));
  const wished = answers.flatMap(({ wanted }) => wanted.filter(({ kind }) => kind === "wish"));
  const counts = Map.groupBy(wished, ({ text }) => fold(text));
  const placeOf = (text: string) => quotes.findIndex((quote) => quote.includes(text) || text.includes(quote));
  const repeated = [...counts].filter(([, all]) => all.length > 1).map(([text]) => text);
  const allowed = [...counts.keys(), ...answers.flatMap(({ fine }) => fine.map(fold))];
  const counted = lines.filter((line) => / \(said \d+ times\)/.test(line)).length;
  return {
    wishes: counts.size,
    held: [...counts.keys()].filter((text) => placeOf(text) >= 0).length,
    repeated: repeated.length,
    first: repeated.filter((text) => placeOf(text) >= 0 && placeOf(text) < counted).length,
    unwanted: quotes.filter((quote) => !allowed.some((text) => quote.includes(text) || text.includes(quote))).length,
  };
}
