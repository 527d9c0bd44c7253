import { countCharacters, utf8Head, utf8Length, utf8Tail } from "./bytes.ts";

/**
 * The text, cut in the middle so that it is at most `maxBytes` long in UTF-8, the marker `…N chars truncated…`
 * included (N counts the characters left out). Head and tail share what is left, the tail gets what
 * the head leaves over; no character is halved. Where not even a marker fits, the plain beginning is kept.
 */
export function truncateMiddle(text: string, maxBytes: number): string {
  // A UTF-16 unit is at most three bytes: most texts are known to fit without being measured.
  if (text.length * 3 <= maxBytes || utf8Length(text) <= maxBytes) return text;
  return joinEnds(text, countCharacters(text), text, maxBytes);
}

/**
 * The same cut of a text of which only the two ends are at hand: `head` and `tail`, each longer than `maxBytes`, of
 * a text of `characters` in all.
 */
export function joinEnds(head: string, characters: number, tail: string, maxBytes: number): string {
  // The marker's length depends on N and N on the marker's length: the fewest digits that hold their own N win.
  for (let digits = 1; digits <= String(characters).length; digits += 1) {
    const room = maxBytes - MARKER_BYTES - digits;
    if (room < 0) break;
    const first = utf8Head(head, Math.floor(room / 2));
    const last = utf8Tail(tail, room - utf8Length(first));
    const removed = characters - countCharacters(first) - countCharacters(last);
    if (String(removed).length <= digits) return `${first}${marker(removed)}${last}`;
  }
  return utf8Head(head, Math.max(maxBytes, 0));
}

function marker(removed: number | string): string {
  return `…${removed} chars truncated…`;
}

const MARKER_BYTES = utf8Length(marker(""));
