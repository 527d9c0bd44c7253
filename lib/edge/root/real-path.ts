import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { blobId } from "../../core/tree/blob-id.ts";
import { pathUnder } from "../../core/tree/path-bytes.ts";
import type { TreeEntry } from "../../core/tree/tree.ts";

/**
 * What lies at a path below a folder now, links followed neither at its end nor on the way: behind a link there
 * is nothing. Undefined: no file.
 */
export function entryAt(folder: string, path: string): TreeEntry | undefined {
  if (foldersOnTheWay(folder, path) === "blocked") return undefined;
  const place = pathUnder(folder, path);
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) {
    const target = readlinkSync(place, { encoding: "buffer" });
    return { kind: "link", id: blobId(target), size: target.length, executable: false };
  }
  if (!found.isFile()) return { kind: "other", id: "", size: found.size, executable: false };
  const bytes = readFileSync(place);
  return { kind: "file", id: blobId(bytes), size: bytes.length, executable: (found.mode & 0o100) !== 0 };
}

/** `real`: all folders on the way to a path are there; `open`: the missing ones can be made; `blocked`: a link or file. */
export function foldersOnTheWay(folder: string, path: string): "real" | "open" | "blocked" {
  const parts = path.split("/");
  for (let at = 1; at < parts.length; at += 1) {
    const found = lstatSync(pathUnder(folder, parts.slice(0, at).join("/")), { throwIfNoEntry: false });
    if (found === undefined) return "open";
    if (!found.isDirectory()) return "blocked";
  }
  return "real";
}
