/**
 * Whether lines of a block contain some bytes: the block is searched once from one find to the next, not line by line.
 * Lines have to be asked about in their order.
 */
export class Needle {
  private readonly bytes: Buffer;
  /** Where it stands next: at or after the last line asked about. -1: nowhere in this block any more. */
  private next = UNKNOWN;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  isIn(block: Buffer, start: number, end: number): boolean {
    if (this.next !== -1 && this.next < start) this.next = block.indexOf(this.bytes, start);
    return this.next >= start && this.next + this.bytes.length <= end;
  }

  /** The block ends; the next one begins anywhere. */
  endBlock(): void {
    this.next = UNKNOWN;
  }
}

const UNKNOWN = -2;
