/** What the file system tells about a file without opening it. A file whose stamp is the same was not written. */
export interface FileStamp {
  /** Bytes; of a link, the length of its target. */
  readonly size: number;
  /** Last change of the content and of anything about the file, in milliseconds with fractions. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** The same with what kind of file it is, and its permissions, in the bits that every Unix has for them. */
export interface FoundFile extends FileStamp {
  readonly mode: number;
}

/** One file, link or other non-folder of a listing. */
export interface ListedFile {
  /** Relative to the listed folder, with `/` (see `path-bytes.ts` for names that are not UTF-8). */
  readonly path: string;
  readonly kind: "file" | "link" | "other";
  /** The owner's execute bit, the only permission a baseline knows. */
  readonly executable: boolean;
  readonly stamp: FileStamp;
}

const [KIND_BITS, FILE_BITS, LINK_BITS, OWNER_EXECUTES] = [0o170000, 0o100000, 0o120000, 0o100];

/** Whether a mode is that of a file, or link, as it was listed. */
export function hasMode(mode: number, { kind, executable }: Pick<ListedFile, "kind" | "executable">): boolean {
  const bits = mode & KIND_BITS;
  return kind === "file"
    ? bits === FILE_BITS && executable === ownerExecutes(mode)
    : kind === "link" && bits === LINK_BITS;
}

/** Whether a mode lets the owner execute the file. */
export function ownerExecutes(mode: number): boolean {
  return (mode & OWNER_EXECUTES) !== 0;
}

/** Whether two stamps are those of one unchanged file. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}

/**
 * Names git cannot hold in any tree: `.git` in any case is its own, and a link must not play `.gitmodules`.
 * The first is never looked into; both are in no baseline.
 */
export function isGitName(name: string): boolean {
  return name.length === 4 && name.toLowerCase() === ".git";
}
export function isGitModulesName(name: string): boolean {
  return name.length === 11 && name.toLowerCase() === ".gitmodules";
}
