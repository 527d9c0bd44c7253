import type { Tier } from "../evidence/tiers.ts";
import type { SessionMemory } from "../extract/memory-of.ts";
import { repeatedDirectives } from "./directives.ts";
import { findQuote } from "./find-quote.ts";
import { foldWords } from "./fold-words.ts";
import { type Bullet, preferenceBullets } from "./preference-bullets.ts";
import { type Quotation, readQuotations } from "./quotations.ts";
import { repeatsOf } from "./word-runs.ts";

/** A row of a session as it was shown. `line`: of its transcript, from 1; `byte`: where that line begins in its file. */
export interface SessionRow {
  readonly tier: Tier;
  readonly text: string;
  readonly line?: number | undefined;
  readonly byte?: number | undefined;
}

/**
 * A quotation of a memory, and whether and in which line the person said it; or what a tool, a file or another agent
 * asked for and the memory repeats, which is never verified.
 */
export interface FoundSignal {
  readonly quote: string;
  readonly verified: boolean;
  readonly line: number | undefined;
  readonly byte: number | undefined;
}

/** A memory whose preferences are in the person's words, and what of it was not. */
export interface CheckedMemory {
  readonly memory: SessionMemory;
  readonly signals: readonly FoundSignal[];
  /** Bullets whose words the person never said, as the answer had them. */
  readonly notFound: readonly string[];
}

/** Said behind what was quoted of the person and is not in their rows. */
export const NOT_FOUND = "(not found in the person's words)";
const NOT_FOUND_HEADING = "## Quoted, but not by the person";

/**
 * Looks the preferences of a memory up in the rows of the person. A bullet whose quotations stand there stays; of one
 * with several only those stay that do. Any other goes out of the memory and stays in its recap, marked. What others
 * asked for may stand elsewhere in both, as what was seen; it is among the signals, so that it becomes no advice.
 */
export function checkSignals(memory: SessionMemory, rows: readonly SessionRow[]): CheckedMemory {
  const spoken = rows.filter(({ tier }) => tier === "human user");
  const said = spoken.map(({ text }) => foldWords(text));
  const others = rows.filter(({ tier }) => tier !== "human user").map(({ text }) => foldWords(text));
  const lines = memory.rawMemory.split("\n");
  const signals: FoundSignal[] = [];
  const notFound: Bullet[] = [];
  const rewritten = new Map<number, string | undefined>();
  for (const bullet of preferenceBullets(lines)) {
    const { found, missing } = readBullet(bullet.text, said);
    for (const { words, row } of found)
      signals.push({ quote: words, verified: true, line: spoken[row]?.line, byte: spoken[row]?.byte });
    // Beside words of the person a quotation may be what they answered to, which nobody gave as theirs.
    if (found.length === 0) {
      for (const words of missing) signals.push({ quote: words, verified: false, line: undefined, byte: undefined });
      notFound.push(bullet);
    }
    if (found.length > 0 && missing.length === 0 && !isBorrowed(bullet.text, found, said, others)) continue;
    for (let at = bullet.from; at < bullet.to; at += 1) rewritten.set(at, undefined);
    if (found.length > 0) rewritten.set(bullet.from, `- ${found.map(({ words }) => `"${words}"`).join(" … ")}`);
  }
  const repeated = repeatedDirectives(
    `${memory.rawMemory}\n${memory.rolloutSummary}`,
    rows,
    spoken.map(({ text }) => text),
  );
  const isListed = repeatsOf(signals.flatMap(({ quote, verified }) => (verified ? [] : [quote])));
  for (const quote of repeated)
    if (!isListed(quote)) signals.push({ quote, verified: false, line: undefined, byte: undefined });
  if (rewritten.size === 0) return { memory, signals, notFound: [] };
  const rawMemory = lines.flatMap((line, at) => (rewritten.has(at) ? (rewritten.get(at) ?? []) : line)).join("\n");
  const rolloutSummary = markRecap(
    memory.rolloutSummary,
    notFound.map(({ text }) => text),
  );
  return { memory: { ...memory, rawMemory, rolloutSummary }, signals, notFound: notFound.map(({ text }) => text) };
}

interface FoundQuotation extends Quotation {
  readonly row: number;
}

/** The quotations of a bullet that stand in the person's rows, and those that do not. */
function readBullet(text: string, said: readonly string[]) {
  const readings = readQuotations(text).map((quotations) => {
    const found: FoundQuotation[] = [];
    const missing: string[] = [];
    for (const quotation of quotations) {
      const row = findQuote(quotation.words, said);
      if (row === undefined) missing.push(quotation.words);
      else found.push({ ...quotation, row });
    }
    return { found, missing };
  });
  return readings.find(({ missing }) => missing.length === 0) ?? readings.at(-1) ?? { found: [], missing: [text] };
}

/** So many words in a row that somebody else wrote are theirs. */
const BORROWED_WORDS = 6;

/** Whether what a bullet says around the person's words was copied from a tool, a file or another agent. */
function isBorrowed(
  text: string,
  quotations: readonly Quotation[],
  said: readonly string[],
  others: readonly string[],
): boolean {
  let at = 0;
  const around: string[] = [];
  for (const { start, end } of quotations) {
    around.push(text.slice(at, start));
    at = end;
  }
  around.push(text.slice(at));
  return around.some((comment) => {
    const words = foldWords(comment).split(" ");
    for (let from = 0; from + BORROWED_WORDS <= words.length; from += 1) {
      const run = words.slice(from, from + BORROWED_WORDS).join(" ");
      if (others.some((row) => row.includes(run)) && !said.some((row) => row.includes(run))) return true;
    }
    return false;
  });
}

/** The recap with what was not found marked where it stands, or told at its end. */
function markRecap(recap: string, notFound: readonly string[]): string {
  const lines = recap.split("\n");
  const untold: string[] = [];
  for (const text of notFound) {
    const quotes = readQuotations(text)
      .at(-1)
      ?.map(({ words }) => foldWords(words)) ?? [foldWords(text)];
    const at = lines.findIndex((line) => quotes.some((quote) => quote !== "" && foldWords(line).includes(quote)));
    if (at < 0) untold.push(`- ${text} ${NOT_FOUND}`);
    else if (!lines[at]?.endsWith(NOT_FOUND)) lines[at] = `${lines[at]} ${NOT_FOUND}`;
  }
  const marked = lines.join("\n");
  if (untold.length === 0) return marked;
  return `${marked.trimEnd()}\n\n${NOT_FOUND_HEADING}\n\n${untold.join("\n")}\n`;
}
