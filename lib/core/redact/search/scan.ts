import type { RawFinding } from "../finding.ts";
import { FLAG_NEEDLES, findCommandFlags } from "../rules/command-flags.ts";
import { BROKEN_KEY_NEEDLES, findBrokenKeys } from "../rules/keys/floor-keys.ts";
import { findTokenRuns } from "../rules/keys/token-runs.ts";
import { findUrlSecrets, URL_NEEDLES } from "../rules/urls.ts";
import { findAnnounced } from "../rules/word-rules.ts";
import { ALNUM, BASE64_EXTRA, classAt, hasClass, runEnd, TOKEN } from "./characters.ts";
import { NeedleSearch } from "./needle-search.ts";
import { ANNOUNCING_NEEDLES } from "./word-hits.ts";

/** Characters before the stretch that is scanned that rules may look at, and that findings may start in. */
export const LOOK_BEHIND = 8_192;
/** Characters after it that rules may look at. What goes on for longer has an open end. */
export const LOOK_AHEAD = 16_384;

/** What the rules look for, in the order in which they are given what was found. */
const SEARCH = new NeedleSearch([ANNOUNCING_NEEDLES, BROKEN_KEY_NEEDLES, URL_NEEDLES, FLAG_NEEDLES], (byte) =>
  hasClass(byte, TOKEN),
);

/**
 * What the rules find whose search hits lie in `text[from, to)`; unsorted, may overlap. One pass over the text finds the
 * candidates of all rules: long runs, announcing words, signs. Where none is, a text costs little more than that pass.
 * A rule judges by bounded context and never by what another rule found, so that it does not matter where a text was cut.
 */
export function scan(text: string, from: number, to: number): RawFinding[] {
  const findings: RawFinding[] = [];
  const report = (finding: RawFinding): void => {
    if (finding.end <= finding.start) return;
    findings.push(withWholeRun(text, finding));
  };
  const { runs, hits } = SEARCH.find(text, from, to);
  const [words = [], broken = [], addresses = [], flags = []] = hits;
  findTokenRuns(text, from, to, runs, report);
  findAnnounced(text, from, to, words, report);
  findBrokenKeys(text, broken, report);
  findUrlSecrets(text, addresses, report);
  findCommandFlags(text, flags, report);
  return findings;
}

/**
 * A secret that ends inside a run takes the run along: what is left of it could be found by the next redaction. One
 * that ends where the text in sight does may go on.
 */
function withWholeRun(text: string, finding: RawFinding): RawFinding {
  const inRun = (classAt(text, finding.end - 1) & ALNUM) !== 0 && (classAt(text, finding.end) & TOKEN) !== 0;
  const end = inRun ? runEnd(text, finding.end, TOKEN, text.length) : finding.end;
  if (end < text.length) return inRun ? { ...finding, end } : finding;
  return { ...finding, end, open: finding.open ?? keyGoesOn };
}

/** What a long key may be made of: base64 in both alphabets, with dots and escapes. */
function keyGoesOn(text: string, from: number): number {
  let at = from;
  while ((classAt(text, at) & (TOKEN | BASE64_EXTRA)) !== 0 || (at < text.length && ".~%".includes(text.charAt(at))))
    at++;
  return at === text.length ? -1 : at;
}
