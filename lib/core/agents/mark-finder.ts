/**
 * Tells which lines of a block hold one of some marks. Each mark is searched once through the block and not once a
 * line: most marks occur in few lines or none.
 */
export class MarkFinder {
  private readonly marks: readonly Buffer[];
  /** Where each mark comes next; the block's length where it does not. */
  private readonly next: number[];
  private block: Buffer | undefined;

  constructor(marks: readonly string[]) {
    this.marks = marks.map((mark) => Buffer.from(mark));
    this.next = this.marks.map(() => 0);
  }

  /** Forgets the block: its bytes are about to go. */
  endBlock(): void {
    this.block = undefined;
  }

  /** Whether the line `block[start, end)` holds a mark. Lines of one block come in their order. */
  isIn(block: Buffer, start: number, end: number): boolean {
    if (this.block !== block) {
      this.block = block;
      this.next.fill(-1);
    }
    for (const [at, mark] of this.marks.entries()) {
      let found = this.next[at] ?? -1;
      if (found < start) {
        found = block.indexOf(mark, start);
        if (found < 0) found = block.length;
        this.next[at] = found;
      }
      if (found + mark.length <= end) return true;
    }
    return false;
  }
}
