import type { FileStamp } from "../tree/listed-file.ts";
import type { TreeEntry } from "../tree/tree.ts";

/** An entry as it was seen on disk. */
export interface ScannedFile extends TreeEntry {
  /** The file need not be read again while it has this stamp; undefined when that is not certain. */
  readonly stamp: FileStamp | undefined;
}

/** A tree as it was seen on disk, by path. */
export type Scan = ReadonlyMap<string, ScannedFile>;
