/** Bytes of a text in UTF-8. A lone surrogate counts as the three bytes of U+FFFD that it is written as. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The longest beginning of `text` that is at most `maxBytes` long in UTF-8 and halves no character. */
export function utf8Head(text: string, maxBytes: number): string {
  if (maxBytes <= 0) return "";
  // A unit is at least one byte: what lies beyond so many units is not looked at.
  const head = text.slice(0, maxBytes);
  if (utf8Length(head) === head.length) return head;
  const bytes = Buffer.from(head, "utf8");
  let end = Math.min(bytes.length, maxBytes);
  while (isInside(bytes[end])) end -= 1;
  return text.slice(0, unitsOf(bytes.subarray(0, end)));
}

/** The longest ending of `text` that is at most `maxBytes` long in UTF-8 and halves no character. */
export function utf8Tail(text: string, maxBytes: number): string {
  if (maxBytes <= 0) return "";
  const tail = text.slice(-maxBytes);
  if (utf8Length(tail) === tail.length) return tail;
  const bytes = Buffer.from(tail, "utf8");
  let start = Math.max(0, bytes.length - maxBytes);
  while (isInside(bytes[start])) start += 1;
  return text.slice(text.length - unitsOf(bytes.subarray(start)));
}

/** Whether a byte goes on with a character that began before it. */
function isInside(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** UTF-16 units of whole characters; a lone surrogate is U+FFFD there, one unit as well. */
function unitsOf(bytes: Buffer): number {
  return bytes.toString("utf8").length;
}

/** Characters (code points) of a text. */
export function countCharacters(text: string): number {
  // Counting bytes is the fastest way to see that there is nothing but ASCII.
  if (utf8Length(text) === text.length || !SURROGATE.test(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; at += unitsAt(text, at)) count += 1;
  return count;
}

const SURROGATE = /[\ud800-\udfff]/;

/** 2 for a whole surrogate pair, else 1. */
function unitsAt(text: string, at: number): 1 | 2 {
  const high = text.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return 1;
  const low = text.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff ? 2 : 1;
}

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}
