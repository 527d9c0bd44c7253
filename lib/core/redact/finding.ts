/** One secret in a text: what kind, and where. Offsets are UTF-16 units of the input, `end` exclusive. */
export interface SecretFinding {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** Where it starts, for a person; only from a scanner that was given a `Locator`. */
  readonly position?: TextPosition | undefined;
}

/** A place in a text: both from 1, the column in characters. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A finding whose end was not in sight: asks for the end in later text (an offset into it), or -1 while it goes on. */
export type OpenEnd = (text: string, from: number) => number;

/** What a rule hands over. `open` is given when the text ended before the secret did. */
export interface RawFinding extends SecretFinding {
  readonly open?: OpenEnd | undefined;
}

/** Where rules put what they find. */
export type Report = (finding: RawFinding) => void;

const VAGUE = new Set(["named_value", "prefixed_key", "authorization", "credential", "key"]);
/** Of two findings at one place the kind that says more is kept. */
const vagueness = ({ kind }: SecretFinding): number => (VAGUE.has(kind) ? 1 : 0);

/** Findings in order of their start, overlapping ones joined to one (the first keeps its kind, nothing is uncovered). */
export function joinOverlapping(findings: readonly RawFinding[]): RawFinding[] {
  if (findings.length < 2) return [...findings];
  const sorted = findings.toSorted((a, b) => a.start - b.start || vagueness(a) - vagueness(b) || b.end - a.end);
  const joined: RawFinding[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    if (last === undefined || next.start >= last.end) {
      joined.push(next);
    } else if (next.end > last.end) {
      joined[joined.length - 1] = { ...last, end: next.end, open: next.open };
    } else if (next.end === last.end && next.open !== undefined) {
      joined[joined.length - 1] = { ...last, open: laterOf(last.open, next.open) };
    }
  }
  return joined;
}

/** The end of two secrets that go on together: where both have ended. */
function laterOf(one: OpenEnd | undefined, other: OpenEnd): OpenEnd {
  if (one === undefined || one === other) return other;
  return (text, from) => {
    const ends = [one(text, from), other(text, from)];
    return ends.includes(-1) ? -1 : Math.max(...ends);
  };
}

/** A finding as it is handed out. */
export function closedFinding({ kind, start, end, position }: RawFinding): SecretFinding {
  return position === undefined ? { kind, start, end } : { kind, start, end, position };
}
