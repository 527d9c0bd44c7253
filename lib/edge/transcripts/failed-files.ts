/**
 * Which transcripts hold what cannot be read (a bomb, nesting beyond measure), so that each costs once: a file that is as
 * it was fails again without being opened further. A cache that may be lost at any time.
 */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { readJson } from "../../core/text/read-json.ts";
import { errorCode } from "../fs/error-code.ts";
import { ownText } from "../fs/own-file.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

const NAME = "failed-transcripts.json";
/** Raised when what is read changes, so that all are tried again. */
const VERSION = 1;
/** The newest are kept; far more than anybody has, far less than the cache may be large. */
const MAX_FILES = 1_000;

const FAILED = z.object({
  v: z.literal(VERSION),
  files: z.array(z.tuple([z.string(), z.number(), z.number(), z.string(), z.string()])),
});
type Known = Map<string, { readonly state: string; readonly entry: z.infer<typeof FAILED>["files"][number] }>;

/** What tells that a file is as it was. */
interface FileMarks {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

let place: string | undefined;
let known: Known | undefined;

/** Says in which folder the cache lies; without it nothing is remembered. */
export function rememberFailuresIn(folder: string): void {
  place = join(folder, NAME);
  known = undefined;
}

/** Why an open file could not be read the last time; undefined when it could, was never tried or has changed. */
export function knownFailure(file: FileMarks): string | undefined {
  const found = load()?.get(file.path);
  return found?.state === stateOf(file.size, file.mtimeMs, file.inode) ? found.entry[4] : undefined;
}

/** Remembers that a file as it is cannot be read, where there is a home already. */
export function rememberFailure(file: FileMarks, reason: string): void {
  const failures = load();
  if (failures === undefined || place === undefined) return;
  failures.delete(file.path);
  failures.set(file.path, {
    state: stateOf(file.size, file.mtimeMs, file.inode),
    entry: [file.path, file.size, file.mtimeMs, file.inode, reason],
  });
  const files = [...failures.values()].slice(-MAX_FILES).map(({ entry }) => entry);
  if (!existsSync(dirname(dirname(place)))) return;
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeAtomically("folder.write", place, JSON.stringify({ v: VERSION, files }));
  } catch (thrown) {
    // A home that cannot be written is reported by what needs it; here it costs the same time again.
    if (errorCode(thrown) === undefined) throw thrown;
  }
}

function load(): Known | undefined {
  if (place === undefined || known !== undefined) return known;
  // Nothing yet, or damaged: every file is tried again.
  const kept = readJson(ownText(place) ?? "", FAILED);
  known = new Map(
    (kept?.files ?? []).map((entry) => [entry[0], { state: stateOf(entry[1], entry[2], entry[3]), entry }]),
  );
  return known;
}

function stateOf(size: number, mtimeMs: number, inode: string): string {
  return `${size} ${mtimeMs} ${inode}`;
}
