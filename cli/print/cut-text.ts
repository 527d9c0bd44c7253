import stringWidth from "string-width";

const ELLIPSIS = "…";
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A text of at most `width` places on a screen; what is left out shows as `…`, between words where there are any. */
export function cutText(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width <= 0) return "";
  let kept = "";
  let places = 0;
  for (const { segment } of graphemes.segment(text)) {
    places += stringWidth(segment);
    if (places > width - 1) break;
    kept += segment;
  }
  const rest = text.slice(kept.length);
  const space = kept.lastIndexOf(" ");
  // A word that the cut goes through is left out, unless it is all there is.
  const whole = /^\s/.test(rest) || space <= 0 ? kept : kept.slice(0, space);
  return `${whole.trimEnd()}${ELLIPSIS}`;
}
