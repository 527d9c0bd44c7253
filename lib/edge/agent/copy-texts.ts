import { closeSync, fstatSync, readFileSync, type Stats } from "node:fs";
import { redactText } from "../../core/redact/redact.ts";
import { atPlace, openRegular } from "./confined.ts";
import { Refusal } from "./refusal.ts";

/** A file larger than this is no text for a model, and is not taken into memory. */
const READ_MAX_BYTES = 64 * 1024 * 1024;
/** Characters of redacted text kept, so that paging through a large file does not redact it anew each time. */
const KEPT_CHARS = 24 * 1024 * 1024;

/** The texts of the copy as the model may see them: bytes that are not UTF-8 as U+FFFD, secrets taken out. */
export interface CopyTexts {
  /** A file's redacted text. Refuses what is no regular file, or too large. */
  read(path: string): string;
}

/** The exact text of a file, for an edit. Refuses what is not UTF-8. */
export function readExact(root: string, path: string): string {
  const { bytes } = readBytes(root, path);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(`${JSON.stringify(path)}: is not UTF-8 text; replace it whole or leave it`);
  }
}

/** Reads under `root`, and keeps what it redacted until the file changes. */
export function copyTexts(root: string): CopyTexts {
  const kept = new Map<string, { readonly mark: string; readonly text: string }>();
  let keptChars = 0;
  return {
    read: (path) => {
      const mark = atPlace(root, path, ({ found }) => (found === undefined ? "" : markOf(found)));
      const known = kept.get(path);
      if (known !== undefined && known.mark === mark) return known.text;
      const { bytes, found } = readBytes(root, path);
      const text = redactText(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
      if (keptChars + text.length > KEPT_CHARS) {
        kept.clear();
        keptChars = 0;
      }
      keptChars += text.length - (kept.get(path)?.text.length ?? 0);
      kept.set(path, { mark: markOf(found), text });
      return text;
    },
  };
}

function readBytes(root: string, path: string): { readonly bytes: Uint8Array; readonly found: Stats } {
  return atPlace(root, path, (place) => {
    const handle = openRegular(place, path, "read");
    try {
      const found = fstatSync(handle);
      if (found.size > READ_MAX_BYTES) throw new Refusal(`${JSON.stringify(path)}: is too large to read`);
      return { bytes: readFileSync(handle), found };
    } finally {
      closeSync(handle);
    }
  });
}

function markOf(found: Stats): string {
  return `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.nlink}`;
}
