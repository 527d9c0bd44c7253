import { join } from "node:path";
import type { Tree } from "../../core/consolidate/tree.ts";
import type { FileStamp } from "../../core/diff/listed-file.ts";
import type { Scan, ScannedFile } from "../../core/diff/scan.ts";
import { OWN_PREFIX } from "./known-files.ts";
import { putFile, textOf } from "./private-file.ts";

/** Whether a content is UTF-8 text. */
export type ContentKind = "text" | "binary";

/** What a baseline leaves beside it, so that the next look needs neither git nor the files' contents. */
export interface BaselineCache {
  /** The commit whose tree it is. */
  readonly commit: string;
  readonly tree: Scan;
  /** Contents, by identity, whose kind is known. */
  readonly kinds: () => Map<string, ContentKind>;
}

const FILE = `${OWN_PREFIX}cache`;
const VERSION = 1;
const KINDS = [undefined, "text", "binary"] as const;
type Row = readonly [path: string, link: 0 | 1, id: string, size: number, executable: 0 | 1, kind: number, ...number[]];

/** The cache of a repository; undefined when there is none or it is not of this version: it is only a help. */
export function readCache(gitDir: string): BaselineCache | undefined {
  const text = textOf(join(gitDir, FILE));
  if (text === undefined) return undefined;
  try {
    return parseCache(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function writeCache(
  gitDir: string,
  commit: string,
  tree: Tree,
  stampOf: (path: string) => FileStamp | undefined,
  kindOf: (id: string) => ContentKind | undefined,
): void {
  const rows: Row[] = [];
  for (const [path, { kind, id, size, executable }] of tree) {
    const stamp = stampOf(path);
    const times = stamp === undefined ? [] : [stamp.mtimeMs, stamp.ctimeMs, stamp.size, stamp.ino];
    rows.push([path, kind === "link" ? 1 : 0, id, size, executable ? 1 : 0, KINDS.indexOf(kindOf(id)), ...times]);
  }
  putFile("git.update_index", join(gitDir, FILE), JSON.stringify({ version: VERSION, commit, rows }));
}

function parseCache(value: unknown): BaselineCache | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("version" in value && "commit" in value && "rows" in value) || value.version !== VERSION) return undefined;
  const { commit, rows } = value;
  if (typeof commit !== "string" || !Array.isArray(rows) || !rows.every(isRow)) return undefined;
  const tree = new Map<string, ScannedFile>();
  for (const row of rows) tree.set(row[0], parseFile(row));
  return { commit, tree, kinds: () => parseKinds(rows) };
}

function parseFile(row: Row): ScannedFile {
  const [, link, id, size, executable] = row;
  const [mtimeMs, ctimeMs, stampSize, ino] = [row[6], row[7], row[8], row[9]];
  const isKnown = mtimeMs !== undefined && ctimeMs !== undefined && stampSize !== undefined && ino !== undefined;
  const stamp = isKnown ? { size: stampSize, mtimeMs, ctimeMs, ino } : undefined;
  return { kind: link === 1 ? "link" : "file", id, size, executable: executable === 1, stamp };
}

function parseKinds(rows: readonly Row[]): Map<string, ContentKind> {
  const kinds = new Map<string, ContentKind>();
  for (const row of rows) {
    const kind = KINDS[row[5]];
    if (kind !== undefined) kinds.set(row[2], kind);
  }
  return kinds;
}

function isRow(row: unknown): row is Row {
  return Array.isArray(row) && typeof row[0] === "string" && typeof row[2] === "string" && typeof row[3] === "number";
}
