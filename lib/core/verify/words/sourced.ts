import { equalsSignal } from "../../signals/equals-signal.ts";
import { findQuote } from "../../signals/find-quote.ts";
import { foldWords, trimMarks } from "../../signals/fold-words.ts";
import { type Quotation, readQuotations } from "../../signals/quotations.ts";
import type { Steps } from "../../steps.ts";

/** What a line says, for comparing. */
export const plain = (text: string) => trimMarks(foldWords(text));

/** The quotations of a line when every one of them is somebody's words; undefined when one is not, or there is none. */
export function saidQuotations(text: string, isSaid: (words: string) => boolean): readonly Quotation[] | undefined {
  return readQuotations(text).find((quotations) => quotations.every(({ words }) => isSaid(words)));
}

/** Whether words equal one of the signals, but for folding, or whole sentences of it. */
export function isSignal(words: string, signals: readonly string[]): boolean {
  return signals.some((signal) => equalsSignal(words, signal));
}

/** Whether words stand in one of the texts. `folded`: by `foldWords`. */
export function standsInOne(words: string, folded: readonly string[]): boolean {
  return findQuote(words, folded) !== undefined;
}

/** What the program's own rules write around a quotation: how often it was said, and how far it reaches. */
const OWN_CONTEXT =
  /^[\s(]*(?:said \d{1,6} times)?[\s,]*(?:standing wish(?:, correction)?|correction|wish|for this task)?[\s):]*$/;

/** A line as its quotations alone, where what it says around them stands in none of the texts; else undefined. */
export function* withoutComment(
  text: string,
  quotations: readonly Quotation[],
  known: readonly string[] | (() => Steps<readonly string[]>),
): Steps<string | undefined> {
  const around: string[] = [];
  let at = 0;
  for (const { start, end } of quotations) {
    around.push(text.slice(at, start));
    at = end;
  }
  around.push(text.slice(at));
  const comments = around
    .filter((comment) => !OWN_CONTEXT.test(comment))
    .map(plain)
    .filter((comment) => comment !== "");
  if (comments.length === 0) return undefined;
  const texts = typeof known === "function" ? yield* known() : known;
  if (comments.every((comment) => texts.some((one) => one.includes(comment)))) return undefined;
  return quotations.map(({ start, end }) => text.slice(start, end)).join(" … ");
}
