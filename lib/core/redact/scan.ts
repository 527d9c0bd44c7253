import { findCommandFlags } from "./command-flags.ts";
import type { RawFinding } from "./finding.ts";
import { findFloorKeys } from "./floor-keys.ts";
import { findShortSlackTokens } from "./preset.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { findTokenRuns } from "./token-runs.ts";
import { findUrlSecrets } from "./urls.ts";
import { findAnnounced } from "./word-rules.ts";

/**
 * All rules, each a search of its own for what its secrets cannot be without (a word, a sign, a long run), which is
 * what makes clean text cheap. A rule judges by bounded context and never by what another rule found, so that it does
 * not matter where a text was cut.
 */
const RULES = [
  findPrivateKeys,
  findTokenRuns,
  findFloorKeys,
  findAnnounced,
  findUrlSecrets,
  findCommandFlags,
  findShortSlackTokens,
];

/** What the rules find whose search hits lie in `text[from, to)`; unsorted, may overlap. */
export function scan(text: string, from: number, to: number): RawFinding[] {
  const findings: RawFinding[] = [];
  const report = (finding: RawFinding): void => {
    if (finding.end > finding.start) findings.push(finding);
  };
  for (const rule of RULES) rule(text, from, to, report);
  return findings;
}
