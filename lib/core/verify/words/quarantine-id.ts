import { blobId } from "../../tree/blob-id.ts";
import { plain } from "./sourced.ts";
import type { UnsourcedLine } from "./word-sources.ts";

/** So many digits tell the lines of twenty runs apart and are still typed easily. */
const DIGITS = 8;

/** What names a line: the same for the same words in the same section of a file, whichever run left them there. */
export function quarantineId({ file, block, section, text }: UnsourcedLine): string {
  const parts = [file, block, section, plain(text)].join("\n");
  return blobId(new TextEncoder().encode(parts)).slice(0, DIGITS);
}
