import type { Report } from "../../finding.ts";
import { ALNUM, classAt, DIGIT, JOINER, runEnd, TOKEN, UPPER } from "../../search/characters.ts";

const OPENAI_MIN_LENGTH = 20;
const AWS_LENGTH = 20;

/** `sk-` and 20 or more letters and digits, not behind a letter or digit; taken with all that is joined to it. */
function findOpenAiKeys(text: string, from: number, to: number, report: Report): void {
  for (let at = text.indexOf("sk-", from); at >= 0 && at < to; at = text.indexOf("sk-", at + 3)) {
    if ((classAt(text, at - 1) & ALNUM) !== 0) continue;
    const least = runEnd(text, at + 3, ALNUM, at + 3 + OPENAI_MIN_LENGTH);
    if (least - at < 3 + OPENAI_MIN_LENGTH) continue;
    report({ kind: "openai_key", start: at, end: runEnd(text, least, TOKEN, text.length) });
  }
}

/** `AKIA` (or `ASIA`, of a session) and 16 capitals and digits between word boundaries. */
function findAwsKeys(mark: string, text: string, from: number, to: number, report: Report): void {
  for (let at = text.indexOf(mark, from); at >= 0 && at < to; at = text.indexOf(mark, at + mark.length)) {
    const end = runEnd(text, at, UPPER | DIGIT, at + AWS_LENGTH);
    if (end - at < AWS_LENGTH || isWord(text, at - 1) || isWord(text, end)) continue;
    report({ kind: "aws_access_key", start: at, end });
    findAwsSecret(text, end, report);
  }
}

const AWS_SECRET_LENGTH = 40;
const AWS_SECRET_REACH = 120;
const AWS_SECRET =
  /(?<![A-Za-z0-9+/=_-])(?=[^\s"']*[a-z])(?=[^\s"']*[A-Z])(?=[^\s"']*\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])/;

/** The secret that goes with an access key: 40 characters of base64 close behind it. */
function findAwsSecret(text: string, from: number, report: Report): void {
  const match = AWS_SECRET.exec(text.slice(from, from + AWS_SECRET_REACH + AWS_SECRET_LENGTH + 1));
  if (match === null || match.index > AWS_SECRET_REACH) return;
  const start = from + match.index;
  report({ kind: "aws_secret_key", start, end: start + AWS_SECRET_LENGTH });
}

const isWord = (text: string, at: number): boolean => {
  const kind = classAt(text, at);
  return (kind & ALNUM) !== 0 || ((kind & JOINER) !== 0 && text.charCodeAt(at) === 95);
};

const AZURE_SECRET = /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[\w.~-]{30,36}(?![\w~-])/y;

/** Azure client secrets: three characters, a digit, `Q~`, and some 34 more, among which `~` and `.` break runs. */
function findAzureSecrets(text: string, from: number, to: number, report: Report): void {
  for (let at = text.indexOf("Q~", from); at >= 0 && at < to; at = text.indexOf("Q~", at + 2)) {
    AZURE_SECRET.lastIndex = Math.max(0, at - 4);
    if (AZURE_SECRET.test(text)) report({ kind: "azure_secret", start: at - 4, end: AZURE_SECRET.lastIndex });
  }
}

/** The keys of fixed form that are taken whatever they look like. */
export function findFloorKeys(text: string, from: number, to: number, report: Report): void {
  findOpenAiKeys(text, from, to, report);
  findAwsKeys("AKIA", text, from, to, report);
  findAwsKeys("ASIA", text, from, to, report);
  findAzureSecrets(text, from, to, report);
}
