import type { RawFinding } from "../finding.ts";
import { findCommandFlags } from "../rules/command-flags.ts";
import { findBrokenKeys } from "../rules/keys/floor-keys.ts";
import { findTokenRuns } from "../rules/keys/token-runs.ts";
import { findUrlSecrets } from "../rules/urls.ts";
import { findAnnounced } from "../rules/word-rules.ts";
import { ALNUM, BASE64_EXTRA, classAt, runEnd, TOKEN } from "./characters.ts";

/** Characters before the stretch that is scanned that rules may look at, and that findings may start in. */
export const LOOK_BEHIND = 8_192;
/** Characters after it that rules may look at. What goes on for longer has an open end. */
export const LOOK_AHEAD = 16_384;

/**
 * All rules, by how their candidates are found: long runs, announcing words, signs. Where none is, a text costs little
 * more than the searches. A rule judges by bounded context and never by what another rule found, so that it does not
 * matter where a text was cut.
 */
const RULES = [findTokenRuns, findAnnounced, findBrokenKeys, findUrlSecrets, findCommandFlags];

/** What the rules find whose search hits lie in `text[from, to)`; unsorted, may overlap. */
export function scan(text: string, from: number, to: number): RawFinding[] {
  const findings: RawFinding[] = [];
  const report = (finding: RawFinding): void => {
    if (finding.end <= finding.start) return;
    findings.push(withWholeRun(text, finding));
  };
  for (const rule of RULES) rule(text, from, to, report);
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
