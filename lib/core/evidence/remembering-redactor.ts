import type { RedactedCut } from "../redact/redact-cut.ts";
import type { CutRedactor } from "./row-text.ts";

/** What is remembered is forgotten beyond so many characters of texts: outputs are shown twice within one session. */
const REMEMBERED_CHARS = 8 * 1024 * 1024;

/**
 * Redacts as `redact` does, each text once: what a command printed is a row of the evidence and, to the rules, the end of
 * what ran. The texts are those that the collection at hand holds anyway.
 */
export function rememberingRedactor(redact: CutRedactor): CutRedactor {
  const cuts = new Map<number, Map<string, RedactedCut>>();
  let chars = 0;
  return (text, keep) => {
    const known = cuts.get(keep)?.get(text);
    if (known !== undefined) return known;
    const cut = redact(text, keep);
    chars += text.length;
    if (chars > REMEMBERED_CHARS) {
      cuts.clear();
      chars = text.length;
    }
    const ofKeep = cuts.get(keep) ?? new Map<string, RedactedCut>();
    cuts.set(keep, ofKeep.set(text, cut));
    return cut;
  };
}
