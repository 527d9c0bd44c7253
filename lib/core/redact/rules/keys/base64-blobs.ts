import { BASE64_EXTRA, classAt, runEnd, runStart, TOKEN } from "../../search/characters.ts";

const WIDE = TOKEN | BASE64_EXTRA;
const REACH_BEFORE = 256;
const REACH_AFTER = 512;

/**
 * The stretches of base64 around runs of a text. Its signs cut a stretch into many runs: what is asked of a stretch
 * is asked once, from the first long run in it.
 */
export class Base64Blobs {
  private knownEnd = -1;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether the run at `start` lies in a stretch that was handed out. */
  isKnown(start: number): boolean {
    return start < this.knownEnd;
  }

  /** The stretch around the run `text[start, end)`, or undefined where it was handed out before. */
  around(start: number, end: number): { start: number; end: number } | undefined {
    const { text } = this;
    if (this.isKnown(start)) return undefined;
    let first = runStart(text, start, WIDE, Math.max(0, start - REACH_BEFORE));
    while (first < start && (classAt(text, first) & BASE64_EXTRA) !== 0) first++;
    const last = runEnd(text, end, WIDE, Math.min(text.length, end + REACH_AFTER));
    this.knownEnd = last;
    return { start: first, end: last };
  }
}
