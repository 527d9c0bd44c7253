import { Buffer } from "node:buffer";

/** The part of a text that a scanner still holds. Offsets are those in the part. */
export interface HeldText<Chunk> {
  readonly length: number;
  /** Adds a chunk behind what is held. */
  add(chunk: Chunk): void;
  /** A stretch to be scanned, one character for each place. */
  text(from: number, to: number): string;
  /** A stretch as it came; bytes are valid until the next `add`. */
  slice(from: number, to: number): Chunk;
  /** Gives up the first `count` places. */
  drop(count: number): void;
}

/** A text that comes as strings. */
export class HeldString implements HeldText<string> {
  private held = "";

  get length(): number {
    return this.held.length;
  }

  add(chunk: string): void {
    this.held = this.held === "" ? chunk : this.held + chunk;
  }

  text(from: number, to: number): string {
    return from === 0 && to === this.held.length ? this.held : this.held.slice(from, to);
  }

  slice(from: number, to: number): string {
    return this.held.slice(from, to);
  }

  drop(count: number): void {
    this.held = this.held.slice(count);
  }
}

/** Room for a block with its surroundings and a chunk; more is taken when a chunk asks for it. */
const USUAL_ROOM = 512 * 1_024;

/**
 * A text that comes as bytes, each of which is one character. The bytes lie in one room that is used again and again:
 * strings are made only of what is scanned, and nothing of what goes out.
 */
export class HeldBytes implements HeldText<Uint8Array> {
  private room = Buffer.allocUnsafe(USUAL_ROOM);
  private start = 0;
  private end = 0;

  get length(): number {
    return this.end - this.start;
  }

  add(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.room.length) this.makeRoom(chunk.length);
    this.room.set(chunk, this.end);
    this.end += chunk.length;
  }

  text(from: number, to: number): string {
    return this.room.toString("latin1", this.start + from, this.start + to);
  }

  slice(from: number, to: number): Uint8Array {
    return this.room.subarray(this.start + from, this.start + Math.min(to, this.length));
  }

  drop(count: number): void {
    this.start += count;
  }

  private makeRoom(more: number): void {
    const { room, length } = this;
    // Twice what is needed, so that what is held is not moved for each chunk.
    if (2 * (length + more) > room.length) this.room = Buffer.allocUnsafe(2 * (length + more));
    room.copy(this.room, 0, this.start, this.end);
    this.start = 0;
    this.end = length;
  }
}
