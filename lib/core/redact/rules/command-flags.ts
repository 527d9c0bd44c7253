import type { Report } from "../finding.ts";
import { ALNUM, BLANK, classAt, codeAt, runEnd } from "../search/characters.ts";
import { NEEDLE_SLOTS } from "../search/needle-search.ts";
import type { Needle } from "../search/needle-table.ts";
import { shapeOf } from "../search/randomness.ts";
import { isPlaceholder, isReference } from "./values/placeholders.ts";
import { closingQuote, quoteAt } from "./values/quotes.ts";
import { unquotedEnd } from "./values/unquoted.ts";

/** A flag of one letter means a password only with some commands. */
interface FlagOf {
  readonly flag: string;
  readonly command: RegExp;
  /** The value is `user:password`, of which the second half goes. */
  readonly pair: string | undefined;
  /** The value follows without a blank. */
  readonly glued: boolean;
}
const PASSWORD_COMMANDS =
  /\b(?:sshpass|docker|podman|helm|az|oc|mongo(?:sh|dump|restore|export|import)?|skopeo|buildah|plink|pscp|rabbitmqadmin|bcp|sqlcmd|cf|nerdctl|crane|flyway|twine|keytool|ansible|htpasswd)\b/;
const FLAGS: readonly FlagOf[] = [
  { flag: " -p", command: PASSWORD_COMMANDS, pair: undefined, glued: false },
  {
    flag: " -p",
    command: /\b(?:mysql\w*|mariadb\w*|sshpass|7za?|xtrabackup|mycli|rar)\b/,
    pair: undefined,
    glued: true,
  },
  { flag: " -P", command: /\b(?:sqlcmd|bcp|zip|unzip|isql|tsql)\b/, pair: undefined, glued: false },
  { flag: " -u", command: /\b(?:curl|http|https|xh|wget|consul|nomad|mc)(?= |$)/, pair: ":", glued: false },
  { flag: " -a", command: /\b(?:http|https|xh)(?= |$)/, pair: ":", glued: false },
  { flag: " -a", command: /\b(?:redis-cli|valkey-cli|keydb-cli)\b/, pair: undefined, glued: false },
  { flag: " -w", command: /\bldap\w+\b/, pair: undefined, glued: false },
  { flag: " -U", command: /\b(?:smbclient|rpcclient|smbget|net)\b/, pair: "%", glued: false },
  { flag: " --user", command: /\b(?:curl|wget|http)(?= |$)/, pair: ":", glued: false },
  { flag: " --creds", command: /\b(?:skopeo|podman|buildah)\b/, pair: ":", glued: false },
];
const LINE_REACH = 1_024;
const VALUE_REACH = 240;
const SHORTEST = 4;

const ANY_FLAG = / -(?:[pPuawU](?=[ ='"\w])|-user(?=[ =])|-creds(?=[ =]))/y;
/** What the flags begin with. */
export const FLAG_NEEDLES: readonly Needle[] = [" -p", " -P", " -u", " -a", " -w", " -U", " --user", " --creds"].map(
  (text) => ({ text, letters: "as written" }),
);

/** Passwords behind flags of one letter: `mysql -pS3cret`, `curl -u me:S3cret`, `sshpass -p 'S3cret'`. `hits` are those of the needles. */
export function findCommandFlags(text: string, hits: readonly number[], report: Report): void {
  for (const hit of hits) {
    const at = Math.floor(hit / NEEDLE_SLOTS);
    ANY_FLAG.lastIndex = at;
    const match = ANY_FLAG.exec(text);
    if (match === null) continue;
    const flag = match[0];
    const line = lineBefore(text, match.index);
    for (const rule of FLAGS) {
      if (rule.flag !== flag || !rule.command.test(line)) continue;
      const start = valueStart(text, match.index + flag.length, rule.glued);
      if (start !== undefined) findFlagValue(text, start, rule, report);
    }
  }
}

function valueStart(text: string, at: number, glued: boolean): number | undefined {
  const kind = classAt(text, at);
  if (glued) return (kind & BLANK) === 0 && codeAt(text, at) !== 45 ? at : undefined;
  if ((kind & BLANK) !== 0) return runEnd(text, at, BLANK, at + 8);
  return codeAt(text, at) === 61 ? at + 1 : undefined;
}

function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LINE_REACH), at);
  const parts = before.split(/\n|\\{1,16}n|;|&&|\|\|?/);
  return parts.at(-1) ?? "";
}

function findFlagValue(text: string, from: number, rule: FlagOf, report: Report): void {
  const quote = quoteAt(text, from);
  const start = quote?.end ?? from;
  const closed =
    quote === undefined
      ? unquotedEnd(text, start, Math.min(text.length, start + VALUE_REACH))
      : closingQuote(text, start, quote);
  if (closed < 0 || closed - start > VALUE_REACH) return;
  const joint = rule.pair === undefined ? start - 1 : text.indexOf(rule.pair, start);
  if (joint < start - 1 || joint >= closed) return;
  const value = text.slice(joint + 1, closed);
  if (isPassword(value, rule.glued)) report({ kind: "password", start: joint + 1, end: closed });
}

function isPassword(value: string, glued: boolean): boolean {
  if (value.length < SHORTEST || /\s/.test(value) || /^[-/.]/.test(value) || isPlaceholder(value) || isReference(value))
    return false;
  if (/^\d+(?::\d+)?$/.test(value) || (classAt(value, 0) & ALNUM) === 0)
    return value.length >= 8 && /[A-Za-z]/.test(value);
  const shape = shapeOf(value, 0, value.length);
  return !glued || shape.digits > 0 || value.length >= 8;
}
