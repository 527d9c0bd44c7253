/** What has no character beyond these takes one byte a character. */
const NARROW = /^[\u0000-\u00ff]*$/;

/**
 * The same text, in memory of its own. A part of a longer text keeps the whole of it in memory, and so many parts of
 * many texts keep all of them.
 */
export function ownCopy(text: string): string {
  const encoding = NARROW.test(text) ? "latin1" : "utf16le";
  return Buffer.from(text, encoding).toString(encoding);
}
