import { createHash } from "node:crypto";

/** Names a text by its content: 64 hexadecimal digits. */
export function contentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
