import { chmodSync, lstatSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { reasonOf } from "../../core/errors.ts";
import { decodeLatin1Path, pathUnder } from "../../core/tree/path-bytes.ts";
import { errorCode } from "./error-code.ts";
import { namesIn } from "./names-in.ts";

/** What could not be removed lies beside its old place under a name that ends so, for a person to look at. */
export const ASIDE = ".aside";
const PRIVATE_FOLDER = 0o700;

/** How a removal ended: nothing is there any more, or why something is, and where. */
export type Removal =
  | { readonly kind: "removed" }
  | { readonly kind: "set_aside" | "left"; readonly path: string; readonly problem: string };

/**
 * Removes a file, a link (not what it names) or a folder with everything in it; absent is fine. Folders are made
 * writable for it, however deep they lie; what still stays (another user's files, immutable ones) is set aside, so that
 * its place is free. Throws nothing that a file system says.
 */
export function removeTree(path: string): Removal {
  if (tryAll([() => rmSync(path, { recursive: true, force: true })]) === undefined && isGone(path)) return REMOVED;
  const problem = removeStubborn(path);
  if (isGone(path)) return REMOVED;
  return setAside(path, problem ?? "it cannot be removed");
}

/** Moves what lies at a path out of the way, under a name beside it that ends with `ASIDE`. */
export function setAside(path: string, problem: string): Removal {
  if (path.endsWith(ASIDE)) return { kind: "left", path, problem };
  const aside = freeName(path);
  const failed = tryAll([() => renameSync(path, aside)]);
  return failed === undefined ? { kind: "set_aside", path: aside, problem } : { kind: "left", path, problem };
}

const REMOVED: Removal = { kind: "removed" };

/**
 * Takes a tree apart folder by folder. Each folder is moved up to the top before it is emptied, so that no path grows
 * too long for the system. The first failure, in words.
 */
function removeStubborn(top: string): string | undefined {
  const problems: (string | undefined)[] = [];
  const pending: (string | Buffer)[] = [top];
  let moved = 0;
  const mark = crypto.randomUUID();
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const here = folder;
    problems.push(tryAll([() => chmodSync(here, PRIVATE_FOLDER)]));
    for (const place of placesIn(here)) {
      if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) {
        problems.push(tryAll([() => rmSync(place, { force: true })]));
        continue;
      }
      const flat = here === top ? place : join(top, `${mark}-${moved++}`);
      problems.push(tryAll([() => chmodSync(place, PRIVATE_FOLDER), () => flat === place || renameSync(place, flat)]));
      // One that could not be moved is still tried where it is, at its own length.
      pending.push(lstatSync(flat, { throwIfNoEntry: false }) === undefined ? place : flat);
    }
    if (here !== top) problems.push(tryAll([() => rmdirSync(here)]));
  }
  problems.push(tryAll([() => rmdirSync(top)]));
  return problems.find((problem) => problem !== undefined);
}

function placesIn(folder: string | Buffer): (string | Buffer)[] {
  try {
    return readdirSync(folder, "latin1").map((name) =>
      typeof folder === "string"
        ? pathUnder(folder, decodeLatin1Path(name))
        : Buffer.concat([folder, Buffer.from("/"), Buffer.from(name, "latin1")]),
    );
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return [];
  }
}

/** Does all steps; the first failure of the file system, in words. */
function tryAll(steps: readonly (() => unknown)[]): string | undefined {
  let problem: string | undefined;
  for (const step of steps) {
    try {
      step();
    } catch (thrown) {
      if (errorCode(thrown) === undefined) throw thrown;
      problem ??= reasonOf(thrown);
    }
  }
  return problem;
}

function isGone(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

function freeName(path: string): string {
  const taken = new Set(namesIn(dirname(path)).map((name) => join(dirname(path), name)));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? path + ASIDE : `${path}-${n}${ASIDE}`;
    if (!taken.has(name)) return name;
  }
}
