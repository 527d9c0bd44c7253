import { REDACTION_MARKER } from "../../constants.ts";
import { joinOverlapping, type RawFinding } from "../finding.ts";
import { LOOK_AHEAD, LOOK_BEHIND, scan } from "./scan.ts";

/** How far from a marker a rule can be that sees it. */
const REACH = 1_200;
/** Each round finds less; texts made to need more than this are not worth another. */
const MAX_ROUNDS = 4;

/**
 * `scan`, and again around each finding as if it were replaced by the marker: what was hidden by the secret beside it
 * comes out now and not in the next redaction of the result, so that redacting twice is redacting once.
 */
export function scanToFixpoint(text: string, from: number, to: number): RawFinding[] {
  let findings = joinOverlapping(scan(text, from, to));
  for (let round = 0; round < MAX_ROUNDS && findings.length > 0; round++) {
    const more = scanRedacted(text, from, to, findings);
    const joined = joinOverlapping([...findings, ...more]);
    if (isSame(joined, findings)) break;
    findings = joined;
  }
  return findings;
}

function isSame(one: readonly RawFinding[], other: readonly RawFinding[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ start, end }, index) => start === other[index]?.start && end === other[index]?.end)
  );
}

/** What is found around the markers in the redacted text, in offsets of the text itself. */
function scanRedacted(text: string, from: number, to: number, findings: readonly RawFinding[]): RawFinding[] {
  const redacted = new RedactedText(text, findings);
  const found: RawFinding[] = [];
  for (const [start, end] of stretches(redacted.markers, redacted.fromOriginal(from), redacted.fromOriginal(to))) {
    // a search for what is not there must not run to the end of the text each time
    const first = Math.max(0, start - LOOK_BEHIND);
    const window = redacted.text.slice(first, end + LOOK_AHEAD);
    for (const { open: _, ...finding } of scan(window, start - first, end - first)) {
      found.push(redacted.toOriginal({ ...finding, start: finding.start + first, end: finding.end + first }));
    }
  }
  return found;
}

/** The surroundings of the markers, those that meet as one. */
function stretches(markers: readonly number[], from: number, to: number): [start: number, end: number][] {
  const joined: [number, number][] = [];
  for (const marker of markers) {
    const start = Math.max(from, marker - REACH);
    const end = Math.min(to, marker + REDACTION_MARKER.length + REACH);
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) joined.push([start, end]);
  }
  return joined;
}

/** A text with markers in it and the way back to the offsets it had without. */
class RedactedText {
  readonly text: string;
  /** Where the markers start. */
  readonly markers: readonly number[];
  private readonly findings: readonly RawFinding[];

  constructor(text: string, findings: readonly RawFinding[]) {
    const pieces: string[] = [];
    const markers: number[] = [];
    let length = 0;
    let at = 0;
    for (const { start, end } of findings) {
      pieces.push(text.slice(at, start), REDACTION_MARKER);
      length += start - at;
      markers.push(length);
      length += REDACTION_MARKER.length;
      at = end;
    }
    pieces.push(text.slice(at));
    this.text = pieces.join("");
    this.markers = markers;
    this.findings = findings;
  }

  /** Where an offset of the text lies here. */
  fromOriginal(offset: number): number {
    const index = lastBefore(this.findings.length, (at) => (this.findings[at]?.start ?? 0) < offset);
    const finding = this.findings[index];
    if (finding === undefined) return offset;
    const marker = this.markers[index] ?? 0;
    return offset < finding.end ? marker : offset - finding.end + marker + REDACTION_MARKER.length;
  }

  /** A finding of this text as one of the text without markers; one that touches a marker takes the secret along. */
  toOriginal(finding: RawFinding): RawFinding {
    const start = this.origin(finding.start, "start");
    return { ...finding, start, end: Math.max(start, this.origin(finding.end, "end")) };
  }

  private origin(offset: number, side: "start" | "end"): number {
    const index = lastBefore(this.markers.length, (at) => (this.markers[at] ?? 0) < offset);
    const finding = this.findings[index];
    if (finding === undefined) return offset;
    const markerEnd = (this.markers[index] ?? 0) + REDACTION_MARKER.length;
    if (offset < markerEnd) return side === "start" ? finding.start : finding.end;
    return offset - markerEnd + finding.end;
  }
}

/** The last of `count` ordered places that still holds `before`; -1 when none does. */
function lastBefore(count: number, before: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
