/**
 * Orders two texts as their UTF-8 bytes are ordered (that is, by code points), which is also SQLite's order
 * of text. Differs from `<` on strings only where a surrogate pair meets U+E000–U+FFFF.
 */
export function byteOrder(a: string, b: string): number {
  // What nearly all texts are made of is ordered as its units are.
  if (!FROM_SURROGATES.test(a) && !FROM_SURROGATES.test(b)) return a < b ? -1 : Number(a > b);
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const FROM_SURROGATES = /[\ud800-\uffff]/;

/** Moves surrogates behind every other unit, where their code points belong. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
