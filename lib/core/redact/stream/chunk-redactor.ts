import { Buffer } from "node:buffer";
import { renderParts, type StreamPart, StreamRedactor } from "./stream-redactor.ts";

/** `redactBytes` for a content that comes in chunks, cut anywhere. */
export interface ChunkRedactor {
  /** Takes a chunk; gives the clean bytes that are certain by now. */
  push(chunk: Uint8Array): Buffer;
  /** The clean rest. */
  end(): Buffer;
  /** Whether anything was taken out so far. */
  hasFound(): boolean;
}

/** Begins a content that is UTF-8 `text`, or one that is read with one character a byte: `binary`. */
export function chunkRedactor(kind: "text" | "binary"): ChunkRedactor {
  const redactor = new StreamRedactor();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const encoding = kind === "text" ? "utf8" : "latin1";
  let found = false;
  const take = (pieces: readonly StreamPart[]): Buffer => {
    found ||= pieces.some((piece) => "finding" in piece);
    return Buffer.from(renderParts(pieces), encoding);
  };
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      return take(redactor.push(kind === "text" ? decoder.decode(bytes, { stream: true }) : bytes.toString("latin1")));
    },
    end() {
      // A character that is cut off at the end was held back.
      const rest = kind === "text" ? take(redactor.push(decoder.decode())) : Buffer.alloc(0);
      return Buffer.concat([rest, take(redactor.end())]);
    },
    hasFound: () => found,
  };
}
