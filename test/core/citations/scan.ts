import type { Citation, MalformedLine } from "../../../lib/core/citations/citation.ts";
import { CitationScanner } from "../../../lib/core/citations/citation-scanner.ts";

export interface Scanned {
  readonly visible: string;
  readonly citation: Citation | undefined;
  readonly malformed: readonly MalformedLine[];
}

/** Runs the scanner over chunks whose memory is reused, as a reader's is. */
export function scan(chunks: Iterable<Buffer>): Scanned {
  const visible: Buffer[] = [];
  const malformed: MalformedLine[] = [];
  const scanner = new CitationScanner({
    visible: (bytes) => visible.push(Buffer.from(bytes)),
    malformed: (line) => malformed.push(line),
  });
  for (const chunk of chunks) {
    const borrowed = Buffer.from(chunk);
    scanner.push(borrowed);
    borrowed.fill("!");
  }
  const citation = scanner.end();
  return { visible: Buffer.concat(visible).toString("latin1"), citation, malformed };
}

/** The bytes cut at the given offsets, taken modulo the length. */
export function cutAt(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const cuts = [...new Set(offsets.map((offset) => offset % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length));
}
