import type { OpenEnd, Report } from "../../finding.ts";
import { BLANK, classAt, codeAt, LETTER, runEnd, runStart, TOKEN } from "../../search/characters.ts";
import { looksRandom, RANDOM_MIN_LENGTH, shapeOf } from "../../search/randomness.ts";
import { judgeName, type NameVerdict } from "./key-names.ts";
import { canLink, type Link, linkAfter } from "./links.ts";
import { isSecretLiteral } from "./literals.ts";
import { closingQuote, openString, type Quote, quoteAt } from "./quotes.ts";
import { openUnquoted, UnquotedEnds } from "./unquoted.ts";

/** Longer names are no names. */
const NAME_MAX_LENGTH = 80;
/** Members of one list that are looked at. */
const LIST_MAX_LENGTH = 64;
/** Members of a list that begin further behind its name are not looked at. */
const LIST_REACH = 2_048;
/** Only this much of a value is judged. */
const JUDGED_MAX_LENGTH = 1_024;

/**
 * Values beside a name that says they are secret, in assignments of every notation, in flags, elements, pairs and
 * sentences. Name, sign and quotes are not part of a finding.
 */
export class NamedValues {
  private readonly ends: UnquotedEnds;
  private lastEnd = -1;
  private readonly text: string;
  private readonly report: Report;

  constructor(text: string, report: Report) {
    this.text = text;
    this.report = report;
    this.ends = new UnquotedEnds(text);
  }

  /** Looks at the name that the character at `hit` is part of. */
  lookAt(hit: number): void {
    const { text, report } = this;
    if (hit < this.lastEnd) return;
    const name = nameAround(text, hit);
    this.lastEnd = name.end;
    if (name.end - name.start > NAME_MAX_LENGTH || name.end === name.start) return;
    const spaced = (classAt(text, name.start - 1) & BLANK) !== 0;
    if (!spaced && !canLink(codeAt(text, name.end))) return;
    if (name.end - name.start >= RANDOM_MIN_LENGTH && looksRandom(shapeOf(text, name.start, name.end))) return;
    if (codeAt(text, name.end) === 93 && text.startsWith("[REDACTED_", name.start - 1)) return;
    const link = linkAfter(text, name);
    if (link === undefined && !spaced) return;
    const verdict = judgeName(text.slice(name.start, name.end), () => wordBefore(text, name.start));
    if (verdict === undefined) return;
    if (link !== undefined) findValue(text, link, verdict, this.ends, report);
    if (spaced && verdict.strength === "strong") findValueBefore(text, name.start, verdict, report);
  }
}

interface Name {
  readonly start: number;
  readonly end: number;
  readonly flag: boolean;
}

const BACKSLASH = 92;
const HYPHEN = 45;
const PERCENT = 37;
const SPACE = 32;

/** The name around the character at `hit`. */
function nameAround(text: string, hit: number): Name {
  let start = runStart(text, hit, TOKEN, Math.max(0, hit - NAME_MAX_LENGTH));
  let end = runEnd(text, hit, TOKEN, hit + NAME_MAX_LENGTH);
  if (codeAt(text, start - 1) === BACKSLASH) start += escapeLength(text, start);
  if (codeAt(text, start - 1) === PERCENT && end - start > 2) start += 2;
  let flag = false;
  while (codeAt(text, start) === HYPHEN && start < end) {
    start++;
    flag = true;
  }
  while (codeAt(text, end - 1) === HYPHEN && end > start) end--;
  return { start, end, flag };
}

/** Length of what belongs to the backslash before `start`: the `n` of `\nTOKEN=…`. */
function escapeLength(text: string, start: number): number {
  const code = text.charAt(start);
  if ("nrtbfv".includes(code)) return 1;
  return code === "u" ? 5 : 0;
}

/** The word left of a name in running text, empty when there is none. */
function wordBefore(text: string, start: number): string {
  const end = runStart(text, start, BLANK, start - 2);
  if (end === start || end <= 0) return "";
  return text.slice(runStart(text, end, LETTER, Math.max(0, end - 24)), end);
}

function findValue(text: string, link: Link, name: NameVerdict, ends: UnquotedEnds, report: Report): void {
  let at = link.at;
  if (link.element) {
    judgeAndReport(text, at, untilTag(text, at), name, { quoted: true, link: "assigned" }, report);
    return;
  }
  const list = codeAt(text, at) === 91;
  if (list) at = skipBlank(text, at + 1);
  for (let member = 0; member < LIST_MAX_LENGTH; member++) {
    const quote = quoteAt(text, at);
    if (quote === undefined) break;
    const end = findQuoted(text, quote, link, name, report);
    if (!list || end === undefined) return;
    if (end - link.at > LIST_REACH) return;
    const comma = skipBlank(text, quoteAt(text, end)?.end ?? end);
    if (codeAt(text, comma) !== 44) return;
    at = skipBlank(text, comma + 1);
  }
  if (list || link.quotedOnly) return;
  const end = valueEnd(text, at, link, ends);
  const open = end === text.length ? openUnquoted : undefined;
  judgeAndReport(text, at, end, name, { quoted: false, link: link.link }, report, open);
}

const ESCAPED_SIGN = /%(?:26|20|22|27|3B|0[AD])/i;

function valueEnd(text: string, at: number, link: Link, ends: UnquotedEnds): number {
  const end = ends.after(at);
  if (link.urlEscaped === true) {
    const sign = text.slice(at, Math.min(end, at + JUDGED_MAX_LENGTH)).search(ESCAPED_SIGN);
    return sign < 0 ? end : at + sign;
  }
  if (link.link === "said" || link.link === "loose") return sentenceEnd(text, at, end);
  return link.link === "assigned" && codeAt(text, end) === SPACE ? sentenceEnd(text, at, end, ".") : end;
}

const VALUE_BEFORE = /(["'`])([^\s"'`\\]{8,80})\\{0,31}\1[ ](?:as|is|was|for)(?:[ ][\w&'.-]{1,24}){0,5}[ ]$/;
const BEFORE_REACH = 180;

/** A quoted value said before its name: `use "…" as the root password`. */
function findValueBefore(text: string, nameStart: number, name: NameVerdict, report: Report): void {
  const first = Math.max(0, nameStart - BEFORE_REACH);
  const match = VALUE_BEFORE.exec(text.slice(first, nameStart));
  const value = match?.[2] ?? "";
  if (match === null || !isSecretLiteral(value, name, { quoted: true, link: "said" })) return;
  const start = first + match.index + 1;
  report({ kind: name.kind, start, end: start + value.length });
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at - from < 64 && /[\s]/.test(text.charAt(at))) at++;
  return at;
}

/** The stop of a sentence is no part of what it says. */
function sentenceEnd(text: string, start: number, end: number, stops = ".!?:"): number {
  let at = end;
  while (at > start + 1 && stops.includes(text.charAt(at - 1))) at--;
  return at;
}

/** Judges the string that `quote` opens; its end, or undefined where there is none in sight. */
function findQuoted(text: string, quote: Quote, link: Link, name: NameVerdict, report: Report): number | undefined {
  let start = quote.end;
  if (text.startsWith(quote.mark + quote.mark, start)) start += 2 * quote.mark.length;
  const closed = closingQuote(text, start, quote);
  const end = closed < 0 ? text.length : closed;
  const value = text.slice(start, Math.min(end, start + JUDGED_MAX_LENGTH));
  const body = withoutScheme(value);
  if (isSecretLiteral(body, name, { quoted: true, link: link.link })) {
    const open = closed < 0 ? openString(quote) : undefined;
    report({ kind: name.kind, start: start + value.length - body.length, end, open });
  }
  return closed < 0 ? undefined : closed;
}

/** The credential behind the name of its scheme: `Token abc…`, `ApiKey abc…`. */
function withoutScheme(value: string): string {
  const scheme = /^[A-Za-z][\w-]{1,20}[ ](?=\S{8,}$)/.exec(value);
  return scheme === null ? value : value.slice(scheme[0].length);
}

function untilTag(text: string, from: number): number {
  const end = text.indexOf("<", from);
  return end < 0 || end - from > JUDGED_MAX_LENGTH * 4 || !/^<[/!]/.test(text.slice(end, end + 2)) ? from : end;
}

function judgeAndReport(
  text: string,
  start: number,
  end: number,
  name: NameVerdict,
  writing: Parameters<typeof isSecretLiteral>[2],
  report: Report,
  open?: OpenEnd,
): void {
  const value = text.slice(start, Math.min(end, start + JUDGED_MAX_LENGTH));
  if (isSecretLiteral(value, name, writing)) report({ kind: name.kind, start, end, open });
}
