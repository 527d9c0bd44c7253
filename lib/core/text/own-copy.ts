/** What has no character beyond these takes one byte a character. */
const NARROW = /^[\u0000-\u00ff]*$/;
/** Texts of so many characters are names and keywords, which come again and again: each is kept once. */
const NAME_MAX_CHARS = 40;
const NAMES_MAX = 8_192;
const names = new Map<string, string>();

/**
 * The same text, in memory of its own. A part of a longer text keeps the whole of it in memory, and so many parts of
 * many texts keep all of them.
 */
export function ownCopy(text: string): string {
  if (text.length > NAME_MAX_CHARS) return copyOf(text);
  const known = names.get(text);
  if (known !== undefined) return known;
  const copy = copyOf(text);
  if (names.size >= NAMES_MAX) names.clear();
  names.set(copy, copy);
  return copy;
}

function copyOf(text: string): string {
  const encoding = NARROW.test(text) ? "latin1" : "utf16le";
  return Buffer.from(text, encoding).toString(encoding);
}
