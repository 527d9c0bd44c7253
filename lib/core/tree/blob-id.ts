import { createHash } from "node:crypto";

/** The identity git gives to a content: what `TreeEntry.id` holds. */
export function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
