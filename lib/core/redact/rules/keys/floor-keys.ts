import type { Report } from "../../finding.ts";
import { ALNUM, classAt, codeAt, DIGIT, runEnd, TOKEN, UPPER } from "../../search/characters.ts";
import { NEEDLE_SLOTS } from "../../search/needle-search.ts";
import type { Needle } from "../../search/needle-table.ts";

const OPENAI_MIN_LENGTH = 20;
const AWS_LENGTH = 20;
const AWS_SECRET_LENGTH = 40;
const AWS_SECRET_REACH = 120;
const AWS_SECRET =
  /(?<![A-Za-z0-9+/=_-])(?=[^\s"']*[a-z])(?=[^\s"']*[A-Z])(?=[^\s"']*\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])/;
const CAPITAL_A = 65;
const SMALL_S = 115;

/**
 * The keys of fixed form that are taken whatever they look like, in the run `text[start, end)`: `sk-` and 20 or more
 * letters and digits, not behind a letter or digit, taken with all that is joined to it; `AKIA` (or `ASIA`, of a
 * session) and 16 capitals and digits between word boundaries, with the secret close behind it.
 */
export function findFloorKeys(text: string, start: number, end: number, report: Report): void {
  const stop = end - AWS_LENGTH;
  for (let at = start; at <= stop; at++) {
    const code = codeAt(text, at);
    if (code === SMALL_S) at = afterOpenAiKey(text, at, end, report);
    else if (code === CAPITAL_A) findAwsKey(text, at, report);
  }
}

/** Where the search goes on: at the end of the key, or at `at` where there is none. */
function afterOpenAiKey(text: string, at: number, end: number, report: Report): number {
  if (!text.startsWith("k-", at + 1) || (classAt(text, at - 1) & ALNUM) !== 0) return at;
  const least = runEnd(text, at + 3, ALNUM, at + 3 + OPENAI_MIN_LENGTH);
  if (least - at < 3 + OPENAI_MIN_LENGTH) return at;
  report({ kind: "openai_key", start: at, end });
  return end;
}

function findAwsKey(text: string, at: number, report: Report): void {
  if (!text.startsWith("KIA", at + 1) && !text.startsWith("SIA", at + 1)) return;
  const end = runEnd(text, at, UPPER | DIGIT, at + AWS_LENGTH);
  if (end - at < AWS_LENGTH || isWord(text, at - 1) || isWord(text, end)) return;
  report({ kind: "aws_access_key", start: at, end });
  findAwsSecret(text, end, report);
}

/** The secret that goes with an access key: 40 characters of base64 close behind it. */
function findAwsSecret(text: string, from: number, report: Report): void {
  const match = AWS_SECRET.exec(text.slice(from, from + AWS_SECRET_REACH + AWS_SECRET_LENGTH + 1));
  if (match === null || match.index > AWS_SECRET_REACH) return;
  const start = from + match.index;
  report({ kind: "aws_secret_key", start, end: start + AWS_SECRET_LENGTH });
}

const isWord = (text: string, at: number): boolean => (classAt(text, at) & TOKEN) !== 0 && codeAt(text, at) !== 45;

const AZURE_SECRET = /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[\w.~-]{30,36}(?![\w~-])/y;
const SLACK_MIN_LENGTH = 8;
const SLACK_TOKEN = /xox[a-z](?:\.xox[a-z])?-(?:\d-)?[\w-]{1,32}/y;

/** What the keys that no long run gives away have in them: Azure's behind a digit, Slack's at the beginning. */
export const BROKEN_KEY_NEEDLES: readonly Needle[] = [
  "xox",
  ...Array.from({ length: 10 }, (_, digit) => `${digit}Q~`),
].map((text) => ({ text, letters: "as written" }));
const SLACK = 0;

/**
 * Keys that no long run gives away: Azure client secrets (three characters, a digit, `Q~`, and some 34 more, among which
 * `~` and `.` break runs) and Slack's tokens, which may be short. `hits` are those of the needles.
 */
export function findBrokenKeys(text: string, hits: readonly number[], report: Report): void {
  let slackFrom = 0;
  for (const hit of hits) {
    const at = Math.floor(hit / NEEDLE_SLOTS);
    if (hit % NEEDLE_SLOTS !== SLACK) findAzureSecret(text, at - 3, report);
    else if (at >= slackFrom) slackFrom = findSlackToken(text, at, report);
  }
}

function findAzureSecret(text: string, start: number, report: Report): void {
  if (start < 0) return;
  AZURE_SECRET.lastIndex = start;
  if (AZURE_SECRET.test(text)) report({ kind: "azure_secret", start, end: AZURE_SECRET.lastIndex });
}

/** Where the next token can begin: a finding takes the rest of its run along, in which nothing is to be found again. */
function findSlackToken(text: string, start: number, report: Report): number {
  SLACK_TOKEN.lastIndex = start;
  if ((classAt(text, start - 1) & ALNUM) !== 0 || !SLACK_TOKEN.test(text)) return start;
  const end = SLACK_TOKEN.lastIndex;
  if (end - start < SLACK_MIN_LENGTH || !/\d/.test(text.slice(start, end))) return start;
  report({ kind: "slack_token", start, end });
  return runEnd(text, end, TOKEN, text.length);
}
