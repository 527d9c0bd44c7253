import { FILE_MAX_BYTES } from "../consolidate/agent/tool-policy.ts";
import type { Scan } from "../diff/scan.ts";
import { type FileStamp, sameStamp } from "../tree/listed-file.ts";
import type { Finding } from "./finding.ts";
import { failure } from "./rule-checks.ts";

/** What an agent may leave in its copy beside what was there (spec 13): files, levels of folders, bytes in all. */
export const LEFT_MAX_FILES = 2_000;
export const LEFT_MAX_LEVELS = 16;
export const LEFT_MAX_BYTES = 16 * 1024 * 1024;
/** So many breaches tell what is wrong; a thousand more would only be longer. */
const FINDINGS_MAX = 20;

/** Something in the copy, as `stat` shows it. */
export interface LeftEntry extends FileStamp {
  readonly kind: "folder" | "other";
}

/** Watches what a listing of the copy meets. */
export interface BoundsWatch {
  /** Takes an entry in; `stop`: a bound is broken that the rest of the listing can only break further. */
  meet(path: string, entry: LeftEntry): "go_on" | "stop";
  /** The breaches so far. */
  findings(): readonly Finding[];
}

const CONTROL = /\p{Cc}/u;

/**
 * Holds what an agent left to its bounds by what a listing tells, before anything of it is read. What lies in the copy
 * as it was made (`copied`) is not the agent's, however large: a person's own files are left alone.
 */
export function watchBounds(copied: Scan): BoundsWatch {
  const folders = foldersOf(copied.keys());
  const findings: Finding[] = [];
  let files = 0;
  let bytes = 0;
  const breach = (path: string, message: string) => {
    if (findings.length < FINDINGS_MAX) findings.push(failure("bounds", path, message));
  };
  return {
    findings: () => findings,
    meet: (path, entry) => {
      const { kind, size } = entry;
      if (kind === "folder" ? folders.has(path) : isAsCopied(copied, path, entry)) return "go_on";
      files += 1;
      if (CONTROL.test(path)) breach(path, "has a control character in its name");
      if (path.split("/").length > LEFT_MAX_LEVELS) {
        breach(path, `lies deeper than ${LEFT_MAX_LEVELS} folders`);
        return "stop";
      }
      if (files > LEFT_MAX_FILES) {
        breach(path, `is one more than the ${LEFT_MAX_FILES} files and folders that may be added or changed`);
        return "stop";
      }
      if (kind === "folder") return "go_on";
      if (size > FILE_MAX_BYTES) breach(path, `has ${size} bytes; at most ${FILE_MAX_BYTES} are allowed`);
      bytes += size;
      if (bytes <= LEFT_MAX_BYTES) return "go_on";
      breach(path, `makes it more than ${LEFT_MAX_BYTES} bytes that were added or changed in all`);
      return "stop";
    },
  };
}

/** A file without a stamp was being written to while it was scanned: its size has to do. */
function isAsCopied(copied: Scan, path: string, entry: LeftEntry): boolean {
  const known = copied.get(path);
  if (known === undefined) return false;
  return known.stamp === undefined ? known.size === entry.size : sameStamp(known.stamp, entry);
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) {
      const folder = path.slice(0, cut);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
