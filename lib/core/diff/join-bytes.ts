import { Buffer } from "node:buffer";

/** All chunks in one. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(chunks);
}
