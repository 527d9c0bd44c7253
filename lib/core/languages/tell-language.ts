import { detect } from "tinyld/light";
import { ownCopy } from "../text/own-copy.ts";

/** So many answers are kept: of one session some twenty messages are asked about, a part of them twice. */
const KEPT_MAX = 64;
const kept = new Map<string, string>();

/**
 * The code of the language that a text is in, by the kept library; empty when it cannot tell. The library takes longer
 * over a message than all rules together, so that one that was asked about a moment ago is not asked about again.
 */
export function tellLanguage(text: string): string {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const code = detect(text);
  if (kept.size >= KEPT_MAX) kept.clear();
  // A part of a message would keep all of the message in memory.
  kept.set(ownCopy(text), code);
  return code;
}
