import type { ModelRequest } from "./canonical-request.ts";

/** A recorded request that might have been meant. */
export interface RecordedRequest {
  readonly file: string;
  readonly request: ModelRequest;
}

/** Characters of a differing line that are shown. */
const SHOWN_CHARS = 60;

/**
 * One line that says why a replay has no answer: the hash, the recorded request that is most like the asked one,
 * and the first thing that differs.
 */
export function explainMiss(
  asked: ModelRequest,
  hash: string,
  nth: number,
  recorded: readonly RecordedRequest[],
): string {
  const time = nth === 1 ? "" : ` (asked for the ${nth}. time)`;
  const start = `no recorded answer for request ${hash}${time}`;
  const [nearest] = recorded
    .map(({ file, request }) => ({ file, ...compare(request, asked) }))
    .toSorted((a, b) => b.likeness - a.likeness || (a.file < b.file ? -1 : 1));
  if (nearest === undefined) return `${start}: the folder holds no recorded request`;
  return `${start}; nearest is ${nearest.file}: ${nearest.difference}`;
}

interface Comparison {
  readonly likeness: number;
  readonly difference: string;
}

const PARTS = ["model", "settings", "schema", "tools", "system", "messages"] as const;

function compare(recorded: ModelRequest, asked: ModelRequest): Comparison {
  let likeness = 0;
  let difference: string | undefined;
  for (const part of PARTS) {
    const before = linesOf(recorded[part]);
    const now = linesOf(asked[part]);
    const at = now.findIndex((line, i) => line !== before[i]);
    const same = at === -1 && before.length === now.length;
    // A part that is equal weighs more than any number of equal lines in one that is not.
    likeness += same ? 1 : (at === -1 ? now.length : at) / (2 * Math.max(before.length, now.length));
    if (!same) difference ??= describe(part, before, now, at === -1 ? now.length : at);
  }
  return { likeness, difference: difference ?? "nothing differs but how often it was asked" };
}

function describe(part: string, before: readonly string[], now: readonly string[], at: number): string {
  const show = (line: string | undefined) => (line === undefined ? "nothing" : JSON.stringify(around(line)));
  const place = now.length > 1 || before.length > 1 ? `${part}, line ${at + 1}` : part;
  const other = (line: string | undefined, mate: string | undefined) =>
    show(line !== undefined && mate !== undefined ? line.slice(startOfDifference(line, mate)) : line);
  return `${place} was ${other(before[at], now[at])}, is ${other(now[at], before[at])}`;
}

/** A little before the first differing character, so that the shown part has the difference in it. */
function startOfDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return i <= SHOWN_CHARS / 2 ? 0 : i - SHOWN_CHARS / 4;
}

const around = (line: string) => (line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line);

function linesOf(value: unknown): string[] {
  if (typeof value === "string") return value.split("\n");
  if (Array.isArray(value)) return value.flatMap(linesOf);
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => {
      const [first = "", ...rest] = linesOf(item);
      return [`${key}: ${first}`, ...rest];
    });
  }
  return [String(value)];
}
