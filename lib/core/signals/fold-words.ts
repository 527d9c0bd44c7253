/** Stands for a secret in folded text, whatever the marker of the one who took it out. */
export const FOLDED_SECRET = "\u0001";

/** What this program, other tools and models put in place of a secret. */
const SECRET_MARKERS =
  /\[redacted[^\]\n]{0,40}\]|<redacted[^>\n]{0,40}>|[[<{](?:(?:your|the|my|api|access|auth|secret|private)[ _-]?)*(?:token|secret|key|password|passphrase|credentials?)[\]>}]|\*{3,}|•{3,}/gi;
/** Quotation marks and apostrophes of every script, and the marks of code and emphasis around words. */
const MARKS = /["'`*«»‹›„‟“”‚‛‘’「」『』《》〈〉〝〞〟′″´]/gu;
const DASHES = /[-‐‑‒–—―−]+/gu;
/** Characters that show nothing: soft hyphen, zero width, direction marks, variation selectors. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\p{Variation_Selector}/gu;
/** Signs as pages of the web write them; models copy them so. Quotation marks are no words. */
const ENTITIES = /&(?:amp;)*(?:(lt)|(gt)|quot|apos|#39|#x27|nbsp);|&(?:amp;)+/g;

/** The letters i of Turkish, which change their dot with the case. */
const DOTLESS = /ı|i\u0307/gu;

/** French sets a space before these, and models take it away. */
const SPACE_BEFORE_MARK = /\s+(?=[!?:;,.…])/gu;

/**
 * What two writings of the same words share: white space, case, quotation marks, dashes, widths of letters and
 * markers of secrets are made the same. Folding twice is folding once.
 */
export function foldWords(text: string): string {
  const folded = text
    .replaceAll(SECRET_MARKERS, ` ${FOLDED_SECRET} `)
    .normalize("NFKC")
    .replaceAll(UNSEEN, "")
    .toLowerCase()
    .normalize("NFKC")
    .replaceAll(DOTLESS, "i")
    .replaceAll(MARKS, "")
    .replaceAll(DASHES, "-");
  const plain = folded.includes("&") ? folded.replaceAll(ENTITIES, signOf) : folded;
  return plain.replaceAll(/\s+/gu, " ").replaceAll(SPACE_BEFORE_MARK, "").trim();
}

function signOf(entity: string, less: string | undefined, greater: string | undefined): string {
  if (less !== undefined) return "<";
  if (greater !== undefined) return ">";
  return entity.endsWith("amp;") ? "&" : " ";
}

const AT_ENDS = /^[\s\p{P}]+|[\s\p{P}]+$/gu;

/** Folded words without the punctuation around them. */
export function trimMarks(folded: string): string {
  return folded.replaceAll(AT_ENDS, "");
}
