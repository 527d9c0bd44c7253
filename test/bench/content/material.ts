import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { testLog } from "./test-log.ts";

/** A file's name and its text. */
export interface Piece {
  readonly name: string;
  readonly text: string;
}

/** What sessions are full of, as it lies about in a repository: none of it is made up but the names of the images. */
export interface Material {
  readonly code: readonly Piece[];
  readonly docs: readonly Piece[];
  readonly diffs: readonly Piece[];
  readonly testLogs: readonly Piece[];
  readonly locks: readonly Piece[];
  /** Base64 of bytes as dense as those of a PNG. */
  readonly images: readonly Piece[];
}

const TOP = join(import.meta.dirname, "../../..");
const OWN_FOLDERS = ["cli", "lib", "scripts", "test", "templates", "docs"];
const CODE = /\.(?:[cm]?[jt]s|json|sql|css|html|ya?ml|sh)$/;
const DOCS = /\.(?:md|txt)$|(?:license|readme|changelog)$/i;
/** Of each package so many bytes, so that no large one is all there is. */
const BYTES_A_PACKAGE = 120_000;
const LARGEST_FILE = 300_000;
const COMMITS = 60;
const GIT_MAX_BYTES = 400_000_000;
/** Of each image the bytes before base64: icons, and screenshots. */
const IMAGE_BYTES = [2_000, 30_000, 150_000];

let read: Material | undefined;

/** This repository's sources and docs, its history as diffs, its tests as logs, its lock file, its packages' code and docs. */
export function readMaterial(): Material {
  if (read !== undefined) return read;
  const own = OWN_FOLDERS.flatMap((folder) => filesUnder(join(TOP, folder), Number.POSITIVE_INFINITY)).concat(
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map((name) => ({ name, text: textOf(name) })),
  );
  const written = [...own, ...packageFolders().flatMap((folder) => filesUnder(folder, BYTES_A_PACKAGE))];
  const dense = gzipSync(written.map(({ text }) => text).join(""), { level: 1 });
  read = {
    code: written.filter(({ name }) => CODE.test(name)),
    docs: written.filter(({ name }) => DOCS.test(name)),
    diffs: commits(),
    testLogs: own.filter(({ name }) => name.endsWith(".test.ts")).map(testLog),
    locks: [{ name: "bun.lock", text: textOf("bun.lock") }],
    images: IMAGE_BYTES.map((bytes, at) => ({
      name: `screenshot-${at}.png`,
      text: dense.subarray(at * bytes, (at + 1) * bytes).toString("base64"),
    })),
  };
  return read;
}

const textOf = (name: string) => readFileSync(join(TOP, name), "utf8");

function packageFolders(): string[] {
  const root = join(TOP, "node_modules");
  const packages = readdirSync(root).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(root, name)).map((inner) => join(name, inner)) : [name],
  );
  return packages
    .filter((name) => !name.startsWith("."))
    .toSorted()
    .map((name) => join(root, name));
}

/** The texts of a folder in the order of their names, up to so many bytes. */
function filesUnder(folder: string, bytes: number): Piece[] {
  const pieces: Piece[] = [];
  let size = 0;
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (size >= bytes) break;
    if (!CODE.test(path) && !DOCS.test(path)) continue;
    const full = join(folder, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || stat.size > LARGEST_FILE || stat.size === 0) continue;
    pieces.push({ name: full.slice(TOP.length + 1), text: readFileSync(full, "utf8") });
    size += stat.size;
  }
  return pieces;
}

/** The last commits, each with what it changed; a copy without history has one diff, of its sources against nothing. */
function commits(): Piece[] {
  const log = execFileSync(
    "git",
    ["-C", TOP, "log", "-p", "--no-color", "--no-merges", `-${COMMITS}`, "--", "cli", "lib"],
    {
      encoding: "utf8",
      maxBuffer: GIT_MAX_BYTES,
    },
  );
  return log.split(/^(?=commit [0-9a-f]{40}$)/m).map((text) => ({ name: text.slice(7, 19), text }));
}
