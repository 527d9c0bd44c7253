/** Bytes of a text in UTF-8. A lone surrogate counts as the three bytes of U+FFFD that it is written as. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The longest beginning of `text` that is at most `maxBytes` long in UTF-8 and halves no character. */
export function utf8Head(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  while (end < text.length) {
    const units = unitsAt(text, end);
    bytes += bytesOf(text.charCodeAt(end), units);
    if (bytes > maxBytes) break;
    end += units;
  }
  return text.slice(0, end);
}

/** The longest ending of `text` that is at most `maxBytes` long in UTF-8 and halves no character. */
export function utf8Tail(text: string, maxBytes: number): string {
  let bytes = 0;
  let start = text.length;
  while (start > 0) {
    const units = start > 1 && unitsAt(text, start - 2) === 2 ? 2 : 1;
    bytes += bytesOf(text.charCodeAt(start - units), units);
    if (bytes > maxBytes) break;
    start -= units;
  }
  return text.slice(start);
}

/** Characters (code points) of a text. */
export function countCharacters(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
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

function bytesOf(unit: number, units: 1 | 2): number {
  if (units === 2) return 4;
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
}

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}
