import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { reasonOf } from "../../core/errors.ts";
import { errorCode } from "./error-code.ts";

/** No file of a fixed name is larger, but for those that say so: what is, was put in its place. */
export const OWN_FILE_MAX_BYTES = 1024 * 1024;

/** Why a file was not read: something else lies in its place, it is closed to us, or open to whom it must not be. */
export type OwnFileFault = "not_a_file" | "too_large" | "closed" | "open_to_others";

/** What may be read of a file of a fixed name, or in words (`it is a pipe`) why it was not. */
export type OwnFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: OwnFileFault; readonly problem: string }
  | { readonly kind: "absent" };

export interface OwnFileRules {
  /** `follow` for what a person may keep elsewhere (a configuration); what we write ourselves is never a link. */
  readonly links: "follow" | "refuse";
  /** Default `OWN_FILE_MAX_BYTES`. */
  readonly maxBytes?: number;
  /** `owner`: what others than its owner may read or change is refused. Default `anybody`. */
  readonly readers?: "anybody" | "owner";
}

const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
/** Who may own a file that is trusted, beside the user: whoever this is can do anything anyway. */
const ROOT_USER = 0;
/** Bits of a file's mode by which others than its owner may read or change it. */
const OTHERS = 0o077;

/**
 * Reads a file that has its name from us or from an agent, where anything may lie: without waiting (a pipe would keep
 * the program forever), and only what is a regular file, no larger than it can be, of this user or the system's.
 */
export function readOwnFile(path: string, rules: OwnFileRules): OwnFile {
  let file: number;
  try {
    file = openSync(path, rules.links === "follow" ? READ : READ | constants.O_NOFOLLOW);
  } catch (thrown) {
    return whyNotOpened(thrown);
  }
  try {
    const found = fstatSync(file);
    const problem = whyNotOurs(found, rules.maxBytes ?? OWN_FILE_MAX_BYTES) ?? whyTooOpen(found, rules);
    return problem ?? { kind: "text", text: readText(file, found.size) };
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return { kind: "closed", problem: reasonOf(thrown) };
  } finally {
    closeSync(file);
  }
}

/** The same where what cannot be read is as good as absent: a cache, a note of our own. */
export function ownText(path: string, maxBytes?: number): string | undefined {
  const file = readOwnFile(path, { links: "refuse", ...(maxBytes === undefined ? {} : { maxBytes }) });
  return file.kind === "text" ? file.text : undefined;
}

function whyNotOpened(thrown: unknown): OwnFile {
  const code = errorCode(thrown);
  if (code === undefined) throw thrown;
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
  if (code === "ELOOP") return { kind: "not_a_file", problem: "it is a link" };
  // A socket, or a device that nobody serves.
  if (code === "ENXIO") return { kind: "not_a_file", problem: "it is not a regular file" };
  return { kind: "closed", problem: code === "EACCES" ? "permission denied" : reasonOf(thrown) };
}

function whyNotOurs(found: Stats, maxBytes: number): OwnFile | undefined {
  if (found.isDirectory()) return { kind: "not_a_file", problem: "it is a folder" };
  if (found.isFIFO()) return { kind: "not_a_file", problem: "it is a pipe" };
  if (!found.isFile()) return { kind: "not_a_file", problem: "it is not a regular file" };
  const user = process.getuid?.() ?? found.uid;
  if (found.uid !== user && found.uid !== ROOT_USER)
    return { kind: "closed", problem: `it belongs to another user (${found.uid})` };
  if (found.size <= maxBytes) return undefined;
  return { kind: "too_large", problem: `it is larger than ${maxBytes / 1024} KiB (${found.size} bytes)` };
}

function whyTooOpen({ mode }: Stats, { readers }: OwnFileRules): OwnFile | undefined {
  if (readers !== "owner" || (mode & OTHERS) === 0) return undefined;
  return { kind: "open_to_others", problem: `others can read it (mode ${(mode & 0o777).toString(8)})` };
}

/** As many bytes as there were when the size was asked for: one that grows meanwhile does not fill the process. */
function readText(file: number, size: number): string {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let got = 1; got > 0 && length < size; length += got) got = readSync(file, bytes, length, size - length, null);
  return bytes.toString("utf8", 0, length);
}
