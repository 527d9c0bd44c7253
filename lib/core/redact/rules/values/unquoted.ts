import { ALNUM, BLANK, classAt, codeAt, LINE_END, QUOTE } from "../../search/characters.ts";

/** Characters that may end an unquoted value: a list, a statement, a bracket, a tag, a pipe. */
const ENDERS = new Set([...",;&)]}>|"].map((character) => character.charCodeAt(0)));
const LESS_THAN = 60;
const BACKSLASH = 92;
const NEXT_FIELD = /[,;&|][ ]?["']?[A-Za-z_][\w.[\]-]{0,40}["']?[=:]/y;

/**
 * Where an unquoted value ends that starts at `from`: at a blank, a line end, a quote, a backslash (in escaped text the
 * line end and the quote are two characters), a tag; at a comma, semicolon, ampersand, bracket or pipe only if the
 * text goes on as a list, a statement or an expression would, since passwords hold them too. At most `limit`.
 */
export function unquotedEnd(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    const kind = classAt(text, at);
    if ((kind & ALNUM) !== 0) continue;
    if ((kind & (BLANK | LINE_END | QUOTE)) !== 0) return at;
    const code = codeAt(text, at);
    if (code === BACKSLASH || code === LESS_THAN) return at;
    if (code < 32) return at;
    if (ENDERS.has(code) && endsValue(text, at)) return at;
    if (code === 38 && text.startsWith("&quot;", at)) return at;
  }
  return limit;
}

/** Whether structure goes on behind the character at `at`. */
function endsValue(text: string, at: number): boolean {
  let next = at + 1;
  while (ENDERS.has(codeAt(text, next)) && next - at < 8) next++;
  if (next >= text.length) return true;
  const kind = classAt(text, next);
  if ((kind & (BLANK | LINE_END | QUOTE)) !== 0) return true;
  const code = codeAt(text, next);
  if (code === BACKSLASH || code === LESS_THAN || code === 46) return true;
  NEXT_FIELD.lastIndex = at;
  return NEXT_FIELD.test(text);
}

/** `unquotedEnd` for later text. */
export function openUnquoted(text: string, from: number): number {
  const end = unquotedEnd(text, from, text.length);
  return end === text.length ? -1 : end;
}

/**
 * The ends of unquoted values of one text. An end inside a stretch that was walked before is known, so that a text of
 * nothing but names and signs is walked once and not once from each of them.
 */
export class UnquotedEnds {
  private from = 0;
  private end = -1;

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** `unquotedEnd` up to the end of the text. */
  after(from: number): number {
    if (from < this.from || from >= this.end) {
      this.from = from;
      this.end = unquotedEnd(this.text, from, this.text.length);
    }
    return this.end;
  }
}
