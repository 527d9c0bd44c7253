import { HANDBOOK_FILE, SKILLS_FOLDER, SUMMARY_FILE } from "../paths.ts";

/** The paths that the agent may write, as people and the prompt read them. Everything else is an input to it. */
export const WRITABLE_PATHS = [HANDBOOK_FILE, SUMMARY_FILE, `${SKILLS_FOLDER}/**`] as const;
/** Bytes of one written file, at most; more is no memory but a dump. */
export const FILE_MAX_BYTES = 1024 * 1024;
/** Longest name and longest path that a tool takes, in bytes, as common file systems have them. */
const NAME_MAX_BYTES = 255;
const PATH_MAX_BYTES = 1024;

/** What a tool wants of a path. */
export type PathUse = "read" | "write";

/** What a look at a path says. */
export type PathDecision =
  /** `path` is relative to the root, without `.` parts or doubled slashes; empty for the root itself. */
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: string };

/** Whether the agent may create, change or delete this path (relative, normalised). */
export function isWritable(path: string): boolean {
  return path === HANDBOOK_FILE || path === SUMMARY_FILE || path.startsWith(`${SKILLS_FOLDER}/`);
}

/**
 * Judges a path that a model gave, by its text alone; links are the business of whoever opens it. Names that
 * a person has on disk can be read whatever they are; those that are written must be plain.
 */
export function checkPath(given: string, use: PathUse): PathDecision {
  if (given.includes("\0")) return refuse(given, "a path cannot hold a NUL character");
  if (given.startsWith("/") || /^[A-Za-z]:[\\/]/.test(given) || given.startsWith("~"))
    return refuse(given, "paths are relative to the memory folder");
  const parts = given.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return refuse(given, "a path cannot hold `..`");
  if (parts.some(isGitName)) return refuse(given, "`.git` is not part of the memory folder");
  const path = parts.join("/");
  if (Buffer.byteLength(path) > PATH_MAX_BYTES || parts.some((part) => Buffer.byteLength(part) > NAME_MAX_BYTES))
    return refuse(`${given.slice(0, 60)}…`, "the path is too long");
  if (use === "read") return { ok: true, path };
  if (!isWritable(path)) return refuse(given, `read-only; writable are ${WRITABLE_PATHS.join(", ")}`);
  if (/[\p{Cc}\\]/u.test(path) || !path.isWellFormed())
    return refuse(given, "a name that is written cannot hold control characters or backslashes");
  return { ok: true, path };
}

function refuse(given: string, reason: string): PathDecision {
  return { ok: false, reason: `${JSON.stringify(given)}: ${reason}` };
}

/** Characters that some file systems drop from names, and so let another spelling mean `.git`. */
const IGNORABLE = /[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}\u{00AD}]/gu;

/** Whether a name is `.git` on some file system: in any letter case, with what others drop, or its short form. */
function isGitName(name: string): boolean {
  return /^(?:\.git|git~\d+)[ .]*(?::.*)?$/i.test(name.replaceAll(IGNORABLE, ""));
}
