import { Buffer } from "node:buffer";

/** Room for a block with its surroundings; more is taken when a text asks for it. */
const USUAL_LENGTH = 160 * 1_024;

let bytesRoom = new ArrayBuffer(USUAL_LENGTH);
let codesRoom = new ArrayBuffer(0);

/** A text as bytes, and the same as pairs of bytes, the first one low. */
export interface LatinPairs {
  readonly bytes: Uint8Array;
  readonly pairs: Uint16Array;
}

/**
 * `text[from, to)` as one byte a character, with `padding` zeros behind. ASCII is what it is; of other characters the
 * bytes are 128 and more. Valid until the next call, which fills the same memory.
 */
export function latinPairs(text: string, from: number, to: number, padding: number): LatinPairs {
  const length = to - from;
  // Whole words of four bytes, for the count below.
  const room = (length + padding + 3) & ~3;
  if (bytesRoom.byteLength < room) bytesRoom = new ArrayBuffer(room);
  const bytes = new Uint8Array(bytesRoom, 0, room);
  const part = from === 0 && to === text.length ? text : text.slice(from, to);
  Buffer.from(bytesRoom, 0, length).write(part, "latin1");
  bytes.fill(0, length);
  const beyondAscii = Buffer.byteLength(part) - length;
  if (beyondAscii > 0 && beyondAscii !== highBytes(new Uint32Array(bytesRoom, 0, room >> 2))) clampWide(part, bytes);
  return { bytes, pairs: new Uint16Array(bytesRoom, 0, room >> 1) };
}

const HIGH_BITS = 0x01_01_01_01;
/** Four counts of one byte each are full after so many words. */
const COUNT_LIMIT = 255;

/**
 * How many bytes are 128 and more. UTF-8 needs at least one byte more for each character beyond ASCII, so as many as
 * that only where none of them lost its high bits and passes for ASCII.
 */
function highBytes(words: Uint32Array): number {
  let count = 0;
  for (let first = 0; first < words.length; first += COUNT_LIMIT) {
    const stop = Math.min(words.length, first + COUNT_LIMIT);
    let four = 0;
    for (let at = first; at < stop; at++) four += ((words[at] as number) >>> 7) & HIGH_BITS;
    count += (four & 0xff) + ((four >>> 8) & 0xff) + ((four >>> 16) & 0xff) + (four >>> 24);
  }
  return count;
}

/** Fills in the bytes of a text with characters that are none: those become 255. */
function clampWide(text: string, bytes: Uint8Array): void {
  const size = 2 * text.length;
  if (codesRoom.byteLength < size) codesRoom = new ArrayBuffer(Math.max(size, 2 * USUAL_LENGTH));
  Buffer.from(codesRoom, 0, size).write(text, "utf16le");
  new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, text.length).set(new Uint16Array(codesRoom, 0, text.length));
}
