/** Stands for a secret in folded text, whatever the marker of the one who took it out. */
export const FOLDED_SECRET = "\u0001";

/** What this program, other tools and models put in place of a secret. */
const SECRET_MARKERS = /\[redacted[^\]\n]{0,40}\]|<redacted[^>\n]{0,40}>|\*{3,}|•{3,}/gi;
/** Quotation marks and apostrophes of every script, and the marks of code and emphasis around words. */
const MARKS = /["'`*«»‹›„‟“”‚‛‘’「」『』《》〈〉〝〞〟′″´]/gu;
const DASHES = /[-‐‑‒–—―−]+/gu;
/** Characters that show nothing: soft hyphen, zero width, direction marks, variation selectors. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\p{Variation_Selector}/gu;
/** French sets a space before these, and models take it away. */
const SPACE_BEFORE_MARK = /\s+(?=[!?:;,.…])/gu;

/**
 * What two writings of the same words share: white space, case, quotation marks, dashes, widths of letters and
 * markers of secrets are made the same. Folding twice is folding once.
 */
export function foldWords(text: string): string {
  return text
    .replaceAll(SECRET_MARKERS, ` ${FOLDED_SECRET} `)
    .normalize("NFKC")
    .replaceAll(UNSEEN, "")
    .toLowerCase()
    .normalize("NFKC")
    .replaceAll(MARKS, "")
    .replaceAll(DASHES, "-")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(SPACE_BEFORE_MARK, "")
    .trim();
}

const AT_ENDS = /^[\s\p{P}]+|[\s\p{P}]+$/gu;

/** Folded words without the punctuation around them. */
export function trimMarks(folded: string): string {
  return folded.replaceAll(AT_ENDS, "");
}
