import { Buffer, isUtf8 } from "node:buffer";
import { byteOrder } from "../text/byte-order.ts";

/**
 * File names are bytes, paths here are strings. A name that is UTF-8 is its text; each byte that is not is
 * a lone low surrogate U+DC80–U+DCFF, which no text can hold. So ordinary names read as they are, no two
 * names get the same string, and every string leads back to its bytes.
 */
const ESCAPE_BASE = 0xdc00;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ASCII = /^[\x00-\x7f]*$/;

/** The string for a name or path as the file system has it. */
export function decodePath(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return strict.decode(bytes);
  let path = "";
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    path +=
      length === 0
        ? String.fromCharCode(ESCAPE_BASE + (bytes[at] ?? 0))
        : strict.decode(bytes.subarray(at, at + length));
    at += Math.max(length, 1);
  }
  return path;
}

/** The same from a string with one character a byte, which is how a folder is read fastest. */
export function decodeLatin1Path(latin1: string): string {
  return ASCII.test(latin1) ? latin1 : decodePath(Buffer.from(latin1, "latin1"));
}

/** The bytes that the file system knows a path by: the inverse of `decodePath`. */
export function encodePath(path: string): Uint8Array {
  if (path.isWellFormed()) return Buffer.from(path, "utf8");
  const pieces = [...path].map((character) => {
    const unit = character.charCodeAt(0);
    return isEscape(character) ? Buffer.of(unit - ESCAPE_BASE) : Buffer.from(character, "utf8");
  });
  return Buffer.concat(pieces);
}

/** A path below a folder in the form that file system calls take: a string unless only bytes can say it. */
export function pathUnder(folder: string, path: string): string | Buffer {
  const whole = path === "" ? folder : `${folder}/${path}`;
  return whole.isWellFormed() ? whole : Buffer.from(encodePath(whole));
}

/** Orders paths by their bytes, as git orders them. */
export function comparePaths(a: string, b: string): number {
  if (a.isWellFormed() && b.isWellFormed()) return byteOrder(a, b);
  return Buffer.compare(encodePath(a), encodePath(b));
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/**
 * A path as git shows it: as it is, unless it holds a control character, a quote, a backslash or bytes that
 * are not UTF-8; then in double quotes with C escapes, those bytes in octal.
 */
export function quotePath(path: string): string {
  return path.isWellFormed() && !/[\x00-\x1f\x7f"\\]/.test(path) ? path : quotePathAlways(path);
}

/** The same in quotes, whether or not it needs them. */
export function quotePathAlways(path: string): string {
  const shown = [...path].map((character) => {
    const named = NAMED_ESCAPES[character];
    if (named !== undefined) return named;
    if (isEscape(character)) return octal(character.charCodeAt(0) - ESCAPE_BASE);
    return /[\x00-\x1f\x7f]/.test(character) ? octal(character.charCodeAt(0)) : character;
  });
  return `"${shown.join("")}"`;
}

/** A path as JSON reports hold it: its text, or as git shows it when it is none. */
export function plainPath(path: string): string {
  return path.isWellFormed() ? path : quotePath(path);
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, "0")}`;
}

function isEscape(character: string): boolean {
  const unit = character.charCodeAt(0);
  return character.length === 1 && unit >= ESCAPE_BASE + 0x80 && unit <= ESCAPE_BASE + 0xff;
}

/** Bytes of the UTF-8 character that begins at `at`; 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}
