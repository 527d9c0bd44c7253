import { redactText } from "../../core/redact/redact.ts";
import type { ConfinedRoot, FolderHandle } from "../fs/folder-handle.ts";
import { lstatOf } from "../fs/list-folder.ts";
import { type FileRefusal, readFileIn } from "../fs/read-file-in.ts";
import { atPlace, type CopyPlace, refuseOther } from "./copy-place.ts";
import { Refusal } from "./refusal.ts";

/** A file larger than this is no text for a model, and is not taken into memory. */
const READ_MAX_BYTES = 64 * 1024 * 1024;
/** Bytes of redacted text kept, so that paging through a large file does not redact it anew each time. */
const KEPT_BYTES = 24 * 1024 * 1024;

/** The texts of the copy as the model may see them: UTF-8, other bytes as U+FFFD, secrets taken out. */
export interface CopyTexts {
  /** A file's redacted text. Refuses what is no regular file, or too large. */
  read(path: string): Buffer;
  /** The same of a name in a folder that is open; `path` is where it lies. */
  readIn(folder: FolderHandle, name: string, path: string): Buffer;
}

/** The exact text of a file, for an edit. Refuses what is not UTF-8. */
export function readExact(root: ConfinedRoot, path: string): string {
  const bytes = atPlace(root, path, (place) => readBytes(place, path));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(`${JSON.stringify(path)}: is not UTF-8 text; replace it whole or leave it`);
  }
}

/** Reads under `root`, and keeps what it redacted until the file changes. */
export function copyTexts(root: ConfinedRoot): CopyTexts {
  const kept = new Map<string, { readonly mark: string; readonly text: Buffer }>();
  let keptBytes = 0;
  const readPlace = (place: CopyPlace, path: string): Buffer => {
    // Taken before the file is read: whatever it becomes meanwhile, the next look sees another mark.
    const mark = markOf(place);
    const known = kept.get(path);
    if (known !== undefined && known.mark === mark) return known.text;
    const text = Buffer.from(redactText(new TextDecoder("utf-8", { ignoreBOM: true }).decode(readBytes(place, path))));
    if (keptBytes + text.length > KEPT_BYTES) {
      kept.clear();
      keptBytes = 0;
    }
    keptBytes += text.length - (kept.get(path)?.text.length ?? 0);
    kept.set(path, { mark, text });
    return text;
  };
  return {
    read: (path) => atPlace(root, path, (place) => readPlace(place, path)),
    readIn: (folder, name, path) => readPlace({ folder, name, found: lstatOf(folder, name) }, path),
  };
}

/** Why the opened file was not read, should it be another than the one looked at before. */
const REFUSALS: Readonly<Record<FileRefusal, string>> = {
  not_a_file: "is not a regular file",
  several_links: "has a second name elsewhere",
  too_large: "is too large to read",
};

/** Valid until the next file is read. */
function readBytes({ folder, name, found }: CopyPlace, path: string): Buffer {
  if (found !== undefined) refuseOther(found, path);
  const bytes = readFileIn(folder, name, { maxBytes: READ_MAX_BYTES });
  if (typeof bytes === "string") throw new Refusal(`${JSON.stringify(path)}: ${REFUSALS[bytes]}`);
  return bytes;
}

function markOf({ found }: CopyPlace): string {
  return found === undefined
    ? ""
    : `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.nlink}:${found.mode}`;
}
