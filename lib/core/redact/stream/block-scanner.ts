import { closedFinding, joinOverlapping, type RawFinding, type SecretFinding } from "../finding.ts";
import { scanToFixpoint } from "../search/fixpoint-scan.ts";
import { LOOK_AHEAD, LOOK_BEHIND } from "../search/scan.ts";
import type { HeldText } from "./held-text.ts";
import type { Locator } from "./locator.ts";

/** Characters whose rule hits are judged at a time. */
export const BLOCK_LENGTH = 131_072;
/** What is known of a text so far. */
export interface ScanProgress {
  /** Everything before this offset is either clean or in a finding handed over until now. */
  readonly upTo: number;
  /** Findings that no later text can change, in order, not overlapping. */
  readonly findings: readonly SecretFinding[];
}

/**
 * Scans a text of any length in blocks that lie at fixed offsets, each with the same context to both sides however the
 * text arrives: so a stream cannot come to another result than the whole. Holds a block and its context, no more.
 */
export class BlockScanner<Chunk> {
  private readonly held: HeldText<Chunk>;
  /** Offset of what is held in the text. */
  private base = 0;
  /** Where the next block starts. */
  private next = 0;
  /** Where the last window ended. */
  private seen = 0;
  private closed: RawFinding[] = [];
  private open: RawFinding[] = [];
  private readonly blockLength: number;
  private readonly locator: Locator | undefined;

  /** With a `locator`, findings carry their place. */
  constructor(held: HeldText<Chunk>, options: { blockLength?: number; locator?: Locator } = {}) {
    this.held = held;
    this.blockLength = options.blockLength ?? BLOCK_LENGTH;
    this.locator = options.locator;
  }

  /** Adds text behind what was fed before. */
  feed(chunk: Chunk): void {
    this.held.add(chunk);
  }

  /** Text that was fed and is still held: everything from the last `upTo` on that is in no finding. */
  slice(from: number, to: number): Chunk {
    return this.held.slice(from - this.base, to - this.base);
  }

  /** Scans the blocks whose context is there. */
  advance(): ScanProgress {
    const needed = this.blockLength + LOOK_AHEAD;
    while (this.next + needed <= this.base + this.held.length) this.scanBlock(this.next + needed);
    return this.settle(this.next - LOOK_BEHIND);
  }

  /** Scans what is left; nothing is fed after this. */
  finish(): ScanProgress {
    const end = this.base + this.held.length;
    while (this.next < end) this.scanBlock(Math.min(end, this.next + this.blockLength + LOOK_AHEAD));
    this.closed.push(...this.open.map(closedFinding));
    this.open = [];
    return this.settle(end);
  }

  /**
   * Gives up the text before the context of the next block. What was not handed over of it lies in one finding that
   * goes on: a finding that waits ends behind that context, or in one that does.
   */
  forget(): void {
    const keep = this.next - LOOK_BEHIND;
    if (keep <= this.base) return;
    this.held.drop(keep - this.base);
    this.base = keep;
  }

  private scanBlock(windowEnd: number): void {
    const windowStart = Math.max(0, this.next - LOOK_BEHIND);
    const window = this.held.text(windowStart - this.base, windowEnd - this.base);
    const shift = (finding: RawFinding): RawFinding => ({
      ...finding,
      start: finding.start + windowStart,
      end: finding.end + windowStart,
    });
    const goingOn = this.open.map((finding): RawFinding => {
      const end = finding.open?.(window, Math.min(this.seen, windowEnd) - windowStart) ?? -1;
      if (end < 0) return { ...finding, end: windowEnd };
      return { ...closedFinding(finding), end: end + windowStart };
    });
    const from = this.next - windowStart;
    const fresh = scanToFixpoint(window, from, from + this.blockLength).map(shift);
    const found = [...goingOn, ...(this.locator?.locate(fresh, window, windowStart) ?? fresh)];
    this.open = found.filter((finding) => finding.open !== undefined && finding.end === windowEnd);
    for (const finding of found) if (!this.open.includes(finding)) this.closed.push(finding);
    this.next += this.blockLength;
    this.seen = windowEnd;
    this.locator?.moveTo(window, windowStart, Math.max(0, this.next - LOOK_BEHIND));
  }

  private settle(limit: number): ScanProgress {
    const joined = joinOverlapping([...this.closed, ...this.open]);
    const openFrom = this.open.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
    const isDone = (finding: SecretFinding): boolean => finding.end <= limit && finding.end <= openFrom;
    const findings = joined.filter(isDone).map(closedFinding);
    const waitFrom = joined[findings.length]?.start ?? Number.POSITIVE_INFINITY;
    this.closed = this.closed.filter((finding) => finding.start >= waitFrom);
    return { upTo: Math.max(0, Math.min(limit, waitFrom)), findings };
  }
}
