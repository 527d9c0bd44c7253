/** A text of which some lines were left out. */
export interface ShortenedText {
  readonly text: string;
  /** Lines left out, headings and blank lines not counted. */
  readonly leftOut: number;
}

/**
 * How much the last line of a part can be missed. In each part the most used lines stand first; what a person wishes is
 * missed more than a route, which a search finds again. Parts of other names lie between.
 */
const MISSABLE: Readonly<Record<string, number>> = {
  "what's in memory": 1,
  "general tips": 0.9,
  "user preferences": 0.6,
  "user profile": 0.4,
};
const MISSABLE_OTHERWISE = 0.8;

/**
 * The text with as few of its lines left out as `fits` asks for, the least used first; no line is cut. Headings below
 * which nothing is left go too. Undefined when it would not fit without any line.
 */
export function leaveOutLines(text: string, fits: (shortened: ShortenedText) => boolean): ShortenedText | undefined {
  const lines = text.split("\n");
  const order = leastUsedFirst(lines);
  const without = (count: number): ShortenedText => {
    const gone = new Set(order.slice(0, count));
    const kept = count === 0 ? lines : withoutEmptyParts(lines.filter((_, at) => !gone.has(at)));
    return { text: kept.join("\n"), leftOut: count };
  };
  if (!fits(without(order.length))) return undefined;
  // The fewest that fit: what fits without some lines fits without more.
  let [fewest, enough] = [0, order.length];
  while (fewest < enough) {
    const middle = Math.floor((fewest + enough) / 2);
    if (fits(without(middle))) enough = middle;
    else fewest = middle + 1;
  }
  return without(enough);
}

/** The places of the lines that can be left out, the least used first; of equal ones the last. */
function leastUsedFirst(lines: readonly string[]): number[] {
  const parts: { readonly weight: number; readonly places: number[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const title = /^#{1,2}\s+(.*?)\s*$/.exec(line)?.[1];
    if (title !== undefined || parts.length === 0) {
      parts.push({ weight: MISSABLE[title?.toLowerCase() ?? ""] ?? MISSABLE_OTHERWISE, places: [] });
    }
    if (line.trim() !== "" && !isHeading(line) && !isVersion(line, at)) parts.at(-1)?.places.push(at);
  }
  return parts
    .flatMap(({ weight, places }) =>
      places.map((at, nth) => ({ at, missable: (weight * (nth + 1)) / (places.length + 1) })),
    )
    .toSorted((a, b) => b.missable - a.missable || b.at - a.at)
    .map(({ at }) => at);
}

function isHeading(line: string): boolean {
  return /^#{1,6}\s/.test(line);
}

/** The first line names the form of the text. */
function isVersion(line: string, at: number): boolean {
  return at === 0 && /^v\d+\s*$/.test(line);
}

/** Without headings that nothing follows but headings of the same or a higher level, and no two blank lines in a row. */
function withoutEmptyParts(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let deepestNeeded = 0;
  for (const line of lines.toReversed()) {
    const level = /^(#{1,6})\s/.exec(line)?.[1]?.length;
    if (level !== undefined) {
      if (deepestNeeded < level) continue;
      deepestNeeded = level - 1;
    } else if (line.trim() !== "") deepestNeeded = 6;
    if (line.trim() === "" && (kept.length === 0 || kept.at(-1)?.trim() === "")) continue;
    kept.push(line);
  }
  return kept.toReversed();
}
