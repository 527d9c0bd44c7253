import { OMISSION } from "./find-quote.ts";
import { foldWords, trimMarks } from "./fold-words.ts";

const SENTENCE_END = /[.!?。！？；;]\s*$/u;
const SENTENCE_BEGIN = /^\s*[.!?。！？；;]/u;

/**
 * Whether a quotation is what a person said: equal to it but for folding, or whole sentences of it. One that was cut
 * in the middle has to begin and to end as it does.
 */
export function equalsSignal(quote: string, signal: string): boolean {
  const said = trimMarks(foldWords(signal));
  if (trimMarks(foldWords(quote)) === said) return true;
  const parts = quote
    .split(OMISSION)
    .map((part) => trimMarks(foldWords(part)))
    .filter((part) => part !== "");
  return parts.length > 0 && isRunOf(parts, said, 0, "start");
}

/** Whether the parts stand in what was said behind `from`, the first at a sentence's start, the last at an end. */
function isRunOf([part = "", ...rest]: readonly string[], said: string, from: number, place: "start" | "any"): boolean {
  for (let at = said.indexOf(part, from); at >= 0; at = said.indexOf(part, at + 1)) {
    const end = at + part.length;
    if (place === "start" && at > 0 && !SENTENCE_END.test(said.slice(0, at))) continue;
    if (rest.length > 0 ? isRunOf(rest, said, end, "any") : end === said.length || SENTENCE_BEGIN.test(said.slice(end)))
      return true;
  }
  return false;
}
