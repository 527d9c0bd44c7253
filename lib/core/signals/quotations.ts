/** Opening quotation marks with those that close them; some languages open with what others close with. */
const PAIRS: Readonly<Record<string, string>> = {
  '"': '"',
  "＂": "＂",
  "“": "”“",
  "”": "”",
  "„": '“”"',
  "‟": "”",
  "«": "»",
  "»": "«»",
  "‹": "›",
  "›": "‹",
  "「": "」",
  "『": "』",
  "《": "》",
  "〈": "〉",
  "〝": "〞〟",
  "‘": "’",
  "‚": "‘’",
  "'": "'",
};
/** These are apostrophes as well, wherever a letter stands before them or behind them. */
const SINGLE = "'‘’";
const LETTER = /[\p{L}\p{N}]/u;

/** A quotation in a text: what is between the marks, and where it stands with them. */
export interface Quotation {
  readonly words: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The quotations of a text, as it may be read: one from the first mark to the last, for words that hold such marks
 * themselves, and each pair of marks by itself. Empty when there is none.
 */
export function readQuotations(text: string): (readonly Quotation[])[] {
  const pairs = quotationPairs(text);
  const [first] = pairs;
  if (first === undefined) return [];
  const closing = [...(PAIRS[text.charAt(first.start)] ?? "")];
  const end = Math.max(...closing.map((mark) => text.lastIndexOf(mark)), first.end - 1) + 1;
  if (end === first.end) return [pairs];
  return [[{ words: text.slice(first.start + 1, end - 1).trim(), start: first.start, end }], pairs];
}

function quotationPairs(text: string): Quotation[] {
  const found: Quotation[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const closing = PAIRS[text.charAt(at)];
    if (closing === undefined || !mayOpen(text, at)) continue;
    const close = closeOf(text, at, closing);
    if (close === undefined) continue;
    const words = text
      .slice(at + 1, close)
      .replaceAll('\\"', '"')
      .trim();
    if (words !== "") found.push({ words, start: at, end: close + 1 });
    at = close;
  }
  return found;
}

function mayOpen(text: string, at: number): boolean {
  if (text.charAt(at - 1) === "\\") return false;
  return !SINGLE.includes(text.charAt(at)) || !LETTER.test(text.charAt(at - 1));
}

function closeOf(text: string, open: number, closing: string): number | undefined {
  const mark = text.charAt(open);
  let depth = 0;
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (closing.includes(char) && text.charAt(at - 1) !== "\\") {
      if (SINGLE.includes(char) && LETTER.test(text.charAt(at + 1))) continue;
      if (depth === 0) return at;
      depth -= 1;
    } else if (char === mark && !closing.includes(mark)) depth += 1;
  }
  return undefined;
}
