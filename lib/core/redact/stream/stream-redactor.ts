import { Buffer } from "node:buffer";
import { REDACTION_MARKER } from "../../constants.ts";
import type { SecretFinding } from "../finding.ts";
import { BlockScanner, type ScanProgress } from "./block-scanner.ts";
import { HeldBytes, HeldString, type HeldText } from "./held-text.ts";
import { Locator } from "./locator.ts";

/** What a redactor hands on: text as it came, or the place of a secret that the marker stands for. */
export type StreamPart<Chunk = string> = { readonly text: Chunk } | { readonly finding: SecretFinding };

/**
 * `redact` for text that comes in chunks: the same result however it is cut. Holds at most a block, its context (some
 * 150,000 characters in all) and one chunk. A secret that is longer than that is followed to its end without being
 * kept: everything from its first character on is withheld until the end is seen, so nothing of it gets out.
 */
class ChunkStream<Chunk> {
  private readonly scanner: BlockScanner<Chunk>;
  private emitted = 0;

  constructor(held: HeldText<Chunk>, options: { blockLength?: number; locator?: Locator }) {
    this.scanner = new BlockScanner(held, options);
  }

  /** Takes the next chunk; gives what is certain by now. */
  push(chunk: Chunk): StreamPart<Chunk>[] {
    this.scanner.feed(chunk);
    const pieces = this.pieces(this.scanner.advance());
    this.scanner.forget();
    return pieces;
  }

  /** Ends the text; gives the rest. */
  end(): StreamPart<Chunk>[] {
    return this.pieces(this.scanner.finish());
  }

  private pieces({ upTo, findings }: ScanProgress): StreamPart<Chunk>[] {
    const pieces: StreamPart<Chunk>[] = [];
    const addText = (to: number): void => {
      if (to > this.emitted) pieces.push({ text: this.scanner.slice(this.emitted, to) });
      this.emitted = Math.max(this.emitted, to);
    };
    for (const finding of findings) {
      addText(finding.start);
      pieces.push({ finding });
      this.emitted = finding.end;
    }
    addText(upTo);
    return pieces;
  }
}

/** The form for strings. */
export class StreamRedactor extends ChunkStream<string> {
  constructor(options: { blockLength?: number; locator?: Locator } = {}) {
    super(new HeldString(), options);
  }
}

/** The text that pieces stand for. */
export function renderParts(pieces: readonly StreamPart[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : REDACTION_MARKER)).join("");
}

/**
 * The form for bytes: every byte is read as one character, since all that rules look for is ASCII. What is not UTF-8, and
 * a character cut between two chunks, comes through as it was. Offsets of findings are bytes. What a call gives is valid
 * until the next one.
 */
export class ByteRedactor extends ChunkStream<Uint8Array> {
  /** `located`: findings carry line and column. */
  constructor(findings: "located" | "bare" = "bare") {
    super(new HeldBytes(), findings === "located" ? { locator: new Locator() } : {});
  }
}

const MARKER_BYTES = Buffer.from(REDACTION_MARKER);

/** The bytes that pieces of a `ByteRedactor` stand for; valid as long as they are. */
export function renderPartBytes(pieces: readonly StreamPart<Uint8Array>[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined && "text" in first) return first.text;
  return Buffer.concat(pieces.map((piece) => ("text" in piece ? piece.text : MARKER_BYTES)));
}
