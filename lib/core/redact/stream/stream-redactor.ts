import { Buffer } from "node:buffer";
import { REDACTION_MARKER } from "../../constants.ts";
import type { SecretFinding } from "../finding.ts";
import { BlockScanner, type ScanProgress } from "./block-scanner.ts";
import { Locator } from "./locator.ts";

/** What a redactor hands on: text, or the place of a secret that the marker stands for. */
export type StreamPart = { readonly text: string } | { readonly finding: SecretFinding };

/**
 * `redact` for text that comes in chunks: the same result however it is cut. Holds at most a block, its context (some
 * 150,000 characters in all) and one chunk. A secret that is longer than that is followed to its end without being
 * kept: everything from its first character on is withheld until the end is seen, so nothing of it gets out.
 */
export class StreamRedactor {
  private readonly scanner: BlockScanner;
  private emitted = 0;

  constructor(options: { blockLength?: number; locator?: Locator } = {}) {
    this.scanner = new BlockScanner(options);
  }

  /** Takes the next chunk; gives what is certain by now. */
  push(chunk: string): StreamPart[] {
    this.scanner.feed(chunk);
    const pieces = this.pieces(this.scanner.advance());
    this.scanner.forget();
    return pieces;
  }

  /** Ends the text; gives the rest. */
  end(): StreamPart[] {
    return this.pieces(this.scanner.finish());
  }

  private pieces({ upTo, findings }: ScanProgress): StreamPart[] {
    const pieces: StreamPart[] = [];
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

/** The text that pieces stand for. */
export function renderParts(pieces: readonly StreamPart[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : REDACTION_MARKER)).join("");
}

/**
 * The byte form: every byte is read as one character, since all that rules look for is ASCII. What is not UTF-8, and a
 * character cut between two chunks, comes through as it was. Offsets of findings are bytes.
 */
export class ByteRedactor {
  private readonly redactor: StreamRedactor;

  /** `located`: findings carry line and column. */
  constructor(findings: "located" | "bare" = "bare") {
    this.redactor = new StreamRedactor(findings === "located" ? { locator: new Locator() } : {});
  }

  push(chunk: Uint8Array): StreamPart[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    return this.redactor.push(bytes.toString("latin1"));
  }

  end(): StreamPart[] {
    return this.redactor.end();
  }
}

/** The bytes that pieces of a `ByteRedactor` stand for. */
export function renderPartBytes(pieces: readonly StreamPart[]): Uint8Array {
  return Buffer.from(renderParts(pieces), "latin1");
}
