import { Buffer } from "node:buffer";
import type { Report } from "../../finding.ts";
import { isGibberish, shapeOf } from "../../search/randomness.ts";
import { isPlaceholder, isReference } from "../values/placeholders.ts";
import { unquotedEnd } from "../values/unquoted.ts";
import { PASSWORD_WORDS, type PasswordWords } from "./password-words.ts";

/** Words between the name and the verb: `the password for the staging server is …`. */
const GAP = String.raw`(?:[ ](?!(?:is|was|ist|est|es)[ ])[^\s.?!:;,"'()=]{1,20}){0,5}?`;
const JOINED_GAP = String.raw`[^\s.?!:;,"'()=\x21-\x7e]{0,24}?`;
const SIGN = "(?:[:=]|：|＝|→|->)";
const QUOTES = '["\'`*]{1,2}|“|”|„|«[ ]?|「|『|‘|’|\\\\{1,15}"';
/** Anything that can be typed, and no blank: what follows a password in a script without blanks is no ASCII. */
const VALUE = String.raw`([\x21-\x7e]{4,128})`;

function expressionOf({ names, links, joined }: PasswordWords): string {
  const verbs = joined
    ? `${JOINED_GAP}(?:${links.join("|")})?[ ]{0,2}${SIGN}?`
    : `(?:${GAP}[ ](?:${links.join("|")})(?:[ ]?${SIGN})?|${GAP}[ ]?${SIGN})`;
  return `(?:${names.join("|")})${verbs}`;
}
const ASCII_BEGINNING = /^[a-z]/;
/** Languages by the first letter of a name; names that begin beyond ASCII stand under the empty one. */
function expressionsBy(letter: string): string {
  const rows = PASSWORD_WORDS.flatMap((row) => {
    const names = row.names.filter((name) => (ASCII_BEGINNING.exec(name)?.[0] ?? "") === letter);
    return names.length === 0 ? [] : [expressionOf({ ...row, names })];
  });
  return `(?:${rows.join("|")})[ ]{0,2}(${QUOTES})?${VALUE}`;
}
const BEGINNINGS = new Set(
  PASSWORD_WORDS.flatMap(({ names }) => names.map((name) => ASCII_BEGINNING.exec(name)?.[0] ?? "")),
);

/** What UTF-8 looks like where each byte is read as a character; classes of such characters become alternatives. */
function inBytes(expression: string): string {
  const spread = expression.replaceAll(
    /\[([^\]\\^]*[^\0-\x7f][^\]\\^]*)\]/g,
    (_, set: string) => `(?:${[...set].join("|")})`,
  );
  return Buffer.from(spread).toString("latin1");
}
const patterns = new Map<string, readonly RegExp[]>();
/** The patterns by the first letter of a name, for texts and for bytes; made when they are first asked for. */
function patternsBy(letter: string): readonly RegExp[] {
  const known = patterns.get(letter);
  if (known !== undefined) return known;
  const expression = expressionsBy(letter);
  const made = [new RegExp(expression, "iy"), new RegExp(inBytes(expression), "iy")];
  patterns.set(letter, made);
  return made;
}
/** Names in code, whose values the rule for named values judges when a sign follows. */
const ASSIGNED =
  /(?:pass(?:word|wd|phrase|code)s?|pwd)["'`\])]{0,2}[ ]?[:=.,;()?!|&]|pass(?:word|wd|phrase|code|wort|e)?(?![A-Za-z]*[ :\x80-\uffff])/iy;

/**
 * A password told in a sentence, in any of the languages of the table: `the password for staging is hunter2`. The name
 * stands at `at`. Unquoted words without a digit or a sign stay, since most sentences about passwords tell none.
 */
export function findSaidPassword(text: string, at: number, report: Report): void {
  ASSIGNED.lastIndex = at;
  if (ASSIGNED.test(text)) return;
  const first = text.charAt(at).toLowerCase();
  for (const pattern of patternsBy(BEGINNINGS.has(first) ? first : "")) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const quoted = match[1] !== undefined;
    const end = at + match[0].length;
    const start = end - (match[2] ?? "").length;
    const value = bareValue(text.slice(start, quoted ? end : unquotedEnd(text, start, end)), match[1]);
    if (!isTold(value, quoted)) continue;
    report({ kind: "password", start, end: start + value.length });
    return;
  }
}

/** The value without the quote that closes it and what ends a sentence. */
function bareValue(value: string, quote: string | undefined): string {
  const mark = quote?.at(-1) ?? "";
  const closed = /["'`*]/.test(mark) ? value.indexOf(mark) : -1;
  const inner = closed > 0 ? value.slice(0, closed) : value.replace(/["'`\\<].*$/, "");
  return closed > 0 ? inner.replace(/\\+$/, "") : inner.replace(/[.,;:!?)\]}>*]+$/, "");
}

/** Names of algorithms and formats: words with a number in them. */
const TECHNICAL =
  /^(?:sha|md|utf|base|aes|rsa|argon|oauth|http|ipv|latin|iso|rfc|win)-?\d{1,5}(?:$|[-_/])|^[vpx]\d[\d.]*$/i;
const SHORTEST = 5;
const SHORTEST_NUMBER = 6;
const SHORTEST_WORD = 16;

function isTold(value: string, quoted: boolean): boolean {
  if (value.length < SHORTEST || isPlaceholder(value) || isReference(value) || TECHNICAL.test(value)) return false;
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value)) return false;
  if (/^[$<>{}()[\]/\\|&=]|:\/\/|^[\w-]+\(|[(){}[\]<>]|^--|=>|\.\w{1,4}$|\w+\.\w+\(/.test(value)) return false;
  const shape = shapeOf(value, 0, value.length);
  const letters = shape.lower + shape.upper;
  if (shape.digits > 0 && letters > 0) return !isDimension(value);
  if (shape.digits > 0) return /^\d+$/.test(value) && value.length >= SHORTEST_NUMBER;
  if (quoted)
    return letters > 0 && /^\S{6,}$/.test(value) && (isGibberish(shape) || /[!#$%^&*?+=~@_-]/.test(value.slice(1)));
  if (/[A-Za-z][!#$%^&*+~@][A-Za-z]/.test(value)) return true;
  return (isGibberish(shape) && shape.upper > 1 && shape.lower > 1) || (/^[a-z]+$/.test(value) && isLongWord(value));
}

/** `8-16`, `12px`, `64-bit`, `3rd`, `2026-05-08`. */
const isDimension = (value: string): boolean =>
  /^\d+(?:[-–]\d+)?-?[a-z]{1,11}$/i.test(value) && !/^\d{4,}/.test(value) ? true : /^\d{4}-\d\d-\d\d/.test(value);

/** Letters alone, longer than words are. */
const isLongWord = (value: string): boolean => value.length >= SHORTEST_WORD && !/(?:ed|ing|able|ion|ly)$/.test(value);
