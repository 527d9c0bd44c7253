import { join } from "node:path";
import { z } from "zod";
import type { Scan, ScannedFile } from "../../../core/diff/scan.ts";
import { readJson } from "../../../core/text/read-json.ts";
import type { FileStamp } from "../../../core/tree/listed-file.ts";
import type { Tree } from "../../../core/tree/tree.ts";
import { ownText } from "../../fs/own-file.ts";
import { writeAtomically } from "../../fs/write-atomically.ts";
import { OWN_PREFIX } from "../tree/known-files.ts";

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
/** Some hundred bytes for each file of the root. */
const CACHE_MAX_BYTES = 256 * 1024 * 1024;
const VERSION = 2;
const KINDS = [undefined, "text", "binary"] as const;
/** Hexadecimal digits of an identity. */
const ID_LENGTH = 40;
/** Of each file: its size, and of its stamp the two times, the size and the inode; no numbers without a stamp. */
const NUMBERS = 5;
/** Bits of a file's character in `marks`, above that of `0`; the kind of its content, times four, is added. */
const [LINK, EXECUTABLE] = [1, 2];
const MARK_BASE = 48;

/** Columns, since what is asked at each look must be quick to read: thousands of files are four long texts. */
const COLUMNS = z.object({
  version: z.literal(VERSION),
  commit: z.string(),
  paths: z.array(z.string()),
  ids: z.string(),
  marks: z.string(),
  /** Doubles of this machine, in base 64. */
  numbers: z.string(),
});
type Columns = z.infer<typeof COLUMNS>;

/** The cache of a repository; undefined when there is none or it is not of this version: it is only a help. */
export function readCache(gitDir: string): BaselineCache | undefined {
  const columns = readJson(ownText(join(gitDir, FILE), CACHE_MAX_BYTES) ?? "", COLUMNS);
  return columns && parseCache(columns);
}

export function writeCache(
  gitDir: string,
  commit: string,
  tree: Tree,
  stampOf: (path: string) => FileStamp | undefined,
  kindOf: (id: string) => ContentKind | undefined,
): void {
  const paths = [...tree.keys()];
  const [ids, marks]: [string[], number[]] = [[], []];
  const numbers = new Float64Array(paths.length * NUMBERS);
  let at = 0;
  for (const [path, { kind, id, size, executable }] of tree) {
    const stamp = stampOf(path);
    ids.push(id);
    const content = KINDS.indexOf(kindOf(id)) * 4;
    marks.push(MARK_BASE + (kind === "link" ? LINK : 0) + (executable ? EXECUTABLE : 0) + content);
    numbers.set(
      [
        size,
        stamp?.mtimeMs ?? Number.NaN,
        stamp?.ctimeMs ?? Number.NaN,
        stamp?.size ?? Number.NaN,
        stamp?.ino ?? Number.NaN,
      ],
      at,
    );
    at += NUMBERS;
  }
  const columns: Columns = {
    version: VERSION,
    commit,
    paths,
    ids: ids.join(""),
    marks: Buffer.from(marks).toString("latin1"),
    numbers: Buffer.from(numbers.buffer).toString("base64"),
  };
  writeAtomically("git.update_index", join(gitDir, FILE), JSON.stringify(columns));
}

function parseCache(columns: Columns): BaselineCache | undefined {
  const { commit, paths, ids, marks } = columns;
  const bytes = Buffer.from(columns.numbers, "base64");
  const isWhole = ids.length === paths.length * ID_LENGTH && marks.length === paths.length;
  if (!isWhole || bytes.length !== paths.length * NUMBERS * Float64Array.BYTES_PER_ELEMENT) return undefined;
  const numbers = new Float64Array(new Uint8Array(bytes).buffer);
  const tree = new Map<string, ScannedFile>();
  for (let at = 0; at < paths.length; at += 1) {
    const mark = marks.charCodeAt(at) - MARK_BASE;
    const first = at * NUMBERS;
    const mtimeMs = numbers[first + 1] ?? Number.NaN;
    const stamp = {
      size: numbers[first + 3] ?? Number.NaN,
      mtimeMs,
      ctimeMs: numbers[first + 2] ?? Number.NaN,
      ino: numbers[first + 4] ?? Number.NaN,
    };
    tree.set(paths[at] ?? "", {
      kind: (mark & LINK) === 0 ? "file" : "link",
      id: ids.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH),
      size: numbers[first] ?? Number.NaN,
      executable: (mark & EXECUTABLE) !== 0,
      stamp: Number.isNaN(mtimeMs) ? undefined : stamp,
    });
  }
  return { commit, tree, kinds: () => parseKinds(columns) };
}

function parseKinds({ paths, ids, marks }: Columns): Map<string, ContentKind> {
  const kinds = new Map<string, ContentKind>();
  for (let at = 0; at < paths.length; at += 1) {
    const kind = KINDS[(marks.charCodeAt(at) - MARK_BASE) >> 2];
    if (kind !== undefined) kinds.set(ids.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH), kind);
  }
  return kinds;
}
