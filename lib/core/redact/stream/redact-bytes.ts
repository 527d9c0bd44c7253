import { Buffer, isUtf8 } from "node:buffer";
import { redactText } from "../redact.ts";

/**
 * The bytes of a file without secrets. What is not UTF-8 is read with one character a byte, so that everything
 * but the secrets comes back as it was.
 */
export function redactBytes(bytes: Uint8Array): Buffer {
  const encoding = isUtf8(bytes) ? "utf8" : "latin1";
  return Buffer.from(redactText(Buffer.from(bytes).toString(encoding)), encoding);
}
