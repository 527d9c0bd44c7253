import { BLANK, classAt, codeAt, LETTER, runEnd } from "../../search/characters.ts";
import { quoteAt } from "./quotes.ts";

/** How a name and the value after it belong together. */
export interface Link {
  /** Where the value (or the quote before it) starts. */
  readonly at: number;
  readonly link: "assigned" | "environment" | "said" | "loose";
  /** The value ends at the next `<`. */
  readonly element: boolean;
  /** The value has to stand in quotes. */
  readonly quotedOnly: boolean;
  /** Name and sign are escaped for a URL, and so is what follows the value. */
  readonly urlEscaped?: true;
}

const MAX_BLANKS = 24;
const OPERATOR = /(?::{1,2}|[?+|!]{0,2})={1,3}>?|:{1,2}|->|=>/y;
/** `: string =`, `: &'static str =`: a declared type between name and value. */
const TYPED = /[ ]?[&*]?[A-Za-z_'][\w<>&*[\] .|?']{0,48}(?:[ ]=(?![=>])[ ]{0,4}|=(?=["'`]))/y;
/** `string =`, `[] =` of Go, C and the like, behind a blank. */
const TYPE_THEN_SIGN = /(?:[\w.*&[\]<>]{1,32}[ \t]{1,4})?:?=(?![=>])[ \t]{0,4}/y;
/** `"value": …`, `value: …`, `value="…"` behind the field that holds the name. */
const VALUE_FIELD =
  /[ \t]{0,8},?(?:\\{1,15}[nrt]|[ \t\r\n]){0,40}-?[ \t]{0,8}(?:\\{0,15}["']|\\{1,15}u0022)?(?:value|val|default(?:Value)?|content)(?:\\{0,15}["']|\\{1,15}u0022)?[ \t]{0,8}[:=][ \t]{0,8}/iy;
const CLOSED_ELEMENT = /<\/(?:key|name)>(?:\\{1,15}[nrt]|[ \t\r\n]){0,40}<(?:string|value|data)>/iy;
const SENTENCE =
  /(?:[ \t]{1,4}(?:for|of|to|on|in)(?:[ \t][\w.'"&-]{1,24}){1,5})?[ \t]{0,4}(?:(?<=[ \t])(?:is|was|are|be|becomes|will be|set to|to|now)[ \t]{1,4}|[:=→][ \t]{0,4}|\(|`)(?:now[ \t]|still[ \t]|always[ \t]|just[ \t]|set to[ \t]|:[ \t])?/iy;
/** A block scalar of YAML: the value starts on the next line. */
const BLOCK = /[|>][-+0-9]{0,2}(?:\\{1,15}[nr]|[ \t\r\n]){1,40}/y;
const NEXT_LINE = /(?:\\{1,15}r)?(?:\\{1,15}n|\r?\n)(?:[ \t]|\\{1,15}t){1,24}(?=\\{0,15}["'`])/y;
/** What may stand between the sign and a quote: a string prefix, a call that wraps a literal. */
const WRAPPER = /(?:(?:await[ ]|new[ ])?[A-Za-z_][\w.:!]{0,40}\([ ]?|[brfuL@$]|!{1,2}[a-z]{1,8}[ ])(?=\\{0,15}["'`])/y;

/** The literal that is taken where a setting is missing: `process.env.API_KEY || "…"`. */
const FALLBACK = /(?:\|\||\?\?|\?:)[ \t]{0,4}(?=\\{0,15}["'`])/y;
const URL_SIGN = /%3[DA](?:%2[02])?/iy;
/** Bold type around a name: `**API key:** …`, `**API key**: …`. */
const EMPHASIS = /[*_]{1,3}/y;

/** The name at `text[start, end)`, as far as links need it. */
export interface NamePlace {
  readonly start: number;
  readonly end: number;
  /** `--name` or `-name`: a flag, whose value may follow behind a blank. */
  readonly flag: boolean;
}

const LINK_STARTS = new Uint8Array(128);
for (const sign of "%\\\"'`&*][ \t:=?+|!-<>(,\n\r") LINK_STARTS[sign.charCodeAt(0)] = 1;
const FIELD_STARTS = new Uint8Array(128);
for (const sign of ",\\\r\n-\"'vVdDcC") FIELD_STARTS[sign.charCodeAt(0)] = 1;
const SENTENCE_STARTS = new Uint8Array(128);
for (const sign of "fotiwabnsFOTIWABNS:=(`") SENTENCE_STARTS[sign.charCodeAt(0)] = 1;
/** Whether a link can begin with this character; what most code has behind a name (`.`, `)`, `;`) begins none. */
export function canLink(code: number): boolean {
  return LINK_STARTS[code] === 1;
}

/** The link to a value behind the name, if there is one. */
export function linkAfter(text: string, name: NamePlace): Link | undefined {
  if (codeAt(text, name.end) === 37) {
    const escaped = sticky(URL_SIGN, text, name.end, { link: "assigned" });
    if (escaped !== undefined) return { ...escaped, urlEscaped: true };
  }
  const quote = quoteAt(text, name.end);
  let at = quote?.end ?? afterEmphasis(text, name.end);
  if (codeAt(text, at) === 93) at++;
  else if (codeAt(text, at) === 91) at = arrayEnd(text, at);
  const blanksEnd = runEnd(text, at, BLANK, at + MAX_BLANKS);
  const code = codeAt(text, blanksEnd);
  if (code === 58 || code === 61 || code === 63 || code === 43 || code === 124 || code === 33 || code === 45) {
    const found = afterOperator(text, blanksEnd, at, quote === undefined && classAt(text, name.start) !== 0, name);
    if (found !== undefined) return found;
    const fallback = sticky(FALLBACK, text, blanksEnd, { link: "assigned", quotedOnly: true });
    if (fallback !== undefined) return fallback;
    if (code === 124 && blanksEnd > at) return { at: blanksEnd + 2, link: "loose", element: false, quotedOnly: false };
  }
  if (code === 60) return sticky(CLOSED_ELEMENT, text, blanksEnd, { link: "assigned", element: true });
  if (code === 62 && isElement(text, name.start)) {
    return { at: blanksEnd + 1, link: "assigned", element: true, quotedOnly: false };
  }
  if (quote !== undefined) return afterQuotedName(text, at, blanksEnd, code);
  if (code === 40) return { at: blanksEnd + 1, link: "loose", element: false, quotedOnly: true };
  if (blanksEnd > at) return afterBlank(text, at, blanksEnd, name);
  return sticky(VALUE_FIELD, text, at, { link: "assigned" });
}

function afterEmphasis(text: string, at: number): number {
  EMPHASIS.lastIndex = at;
  return codeAt(text, at) === 42 && EMPHASIS.test(text) ? EMPHASIS.lastIndex : at;
}

const ARRAY = /\[\d{0,8}\]/y;
/** Behind the brackets of a declared array (`char password[32] = …`). */
function arrayEnd(text: string, at: number): number {
  ARRAY.lastIndex = at;
  return ARRAY.test(text) ? ARRAY.lastIndex : at;
}

function afterOperator(
  text: string,
  at: number,
  nameEnd: number,
  bareName: boolean,
  name: NamePlace,
): Link | undefined {
  OPERATOR.lastIndex = at;
  if (!OPERATOR.test(text)) return undefined;
  const signEnd = OPERATOR.lastIndex;
  const colon = codeAt(text, signEnd - 1) === 58;
  let value = runEnd(text, signEnd, BLANK, signEnd + MAX_BLANKS);
  if (colon && codeAt(text, signEnd) === 42) {
    value = runEnd(text, afterEmphasis(text, signEnd), BLANK, signEnd + MAX_BLANKS);
  } else if (colon) {
    TYPED.lastIndex = signEnd;
    if (TYPED.test(text)) value = TYPED.lastIndex;
    BLOCK.lastIndex = value;
    if (BLOCK.test(text)) value = BLOCK.lastIndex;
  }
  NEXT_LINE.lastIndex = value;
  if (NEXT_LINE.test(text)) value = NEXT_LINE.lastIndex;
  WRAPPER.lastIndex = value;
  if (WRAPPER.test(text)) value = WRAPPER.lastIndex;
  const tight = bareName && !colon && at === nameEnd && value === signEnd && signEnd === at + 1;
  const environment = tight && (name.flag || isShellName(text, name));
  return { at: value, link: environment ? "environment" : "assigned", element: false, quotedOnly: false };
}

/** `NAME=value`: nothing of an expression before it, and capitals or a line of its own. */
function isShellName(text: string, name: NamePlace): boolean {
  const written = text.slice(name.start, name.end);
  return written === written.toUpperCase() && !/^[.[(]/.test(text.charAt(name.start - 1));
}

function afterQuotedName(text: string, at: number, blanksEnd: number, code: number): Link | undefined {
  const field = sticky(VALUE_FIELD, text, at, { link: "assigned" });
  if (field !== undefined) return field;
  if (code !== 44) return undefined;
  const value = runEnd(text, blanksEnd + 1, BLANK, blanksEnd + MAX_BLANKS);
  return { at: value, link: "loose", element: false, quotedOnly: true };
}

function afterBlank(text: string, at: number, blanksEnd: number, name: NamePlace): Link | undefined {
  if (quoteAt(text, blanksEnd) !== undefined) return { at: blanksEnd, link: "loose", element: false, quotedOnly: true };
  if (name.flag) return { at: blanksEnd, link: "assigned", element: false, quotedOnly: false };
  const next = codeAt(text, blanksEnd);
  const field = FIELD_STARTS[next] === 1 ? sticky(VALUE_FIELD, text, at, { link: "assigned" }) : undefined;
  if (field !== undefined) return field;
  const typed = sticky(TYPE_THEN_SIGN, text, blanksEnd, { link: "assigned", quotedOnly: true });
  if (typed !== undefined && quoteAt(text, typed.at) !== undefined) return typed;
  const said = next > 127 || SENTENCE_STARTS[next] === 1;
  const sentence = said ? sticky(SENTENCE, text, at, { link: "said" }) : undefined;
  if (sentence !== undefined) return sentence;
  return { at: blanksEnd, link: "loose", element: false, quotedOnly: false };
}

function sticky(
  pattern: RegExp,
  text: string,
  at: number,
  rest: { link: Link["link"]; element?: true; quotedOnly?: true },
): Link | undefined {
  pattern.lastIndex = at;
  if (!pattern.test(text)) return undefined;
  return {
    at: pattern.lastIndex,
    link: rest.link,
    element: rest.element ?? false,
    quotedOnly: rest.quotedOnly ?? false,
  };
}

/** `<password>` or `<ns:password>`. */
function isElement(text: string, nameStart: number): boolean {
  const before = text.charAt(nameStart - 1);
  return (
    (before === "<" && !/[?(]/.test(text.charAt(nameStart - 2))) ||
    (before === ":" && (classAt(text, nameStart - 2) & LETTER) !== 0)
  );
}
