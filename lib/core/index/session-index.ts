/** What is kept of a thread that lies in several files: what proves them unchanged, and which parts of them count. */
import type { FilePart } from "../agents/codex/session-files.ts";
import { listOf, parseObject } from "../text/json.ts";

/** A file as it was when it was indexed. */
export interface FileMark {
  readonly path: string;
  readonly size: number;
  /** Undefined when the file was read too soon after its last write for its time to prove anything. */
  readonly mtimeMs: number | undefined;
  readonly inode: string;
}

export interface SessionIndex {
  /** One copy of each of the thread's files, those that no longer count included; the newest first. */
  readonly files: readonly FileMark[];
  /** The parts of the history, oldest first. */
  readonly parts: readonly FilePart[];
}

/** Kept as compact JSON, since most commands read it for every thread and look at nothing of it. */
export function renderSessionIndex({ files, parts }: SessionIndex): string {
  return JSON.stringify({
    files: files.map(({ path, size, mtimeMs, inode }) => [path, size, mtimeMs ?? null, inode]),
    parts: parts.map(({ path, end }) => [path, end ?? null]),
  });
}

/** What was kept; undefined when it is not what `renderSessionIndex` writes, and the files have to be read again. */
export function parseSessionIndex(text: string): SessionIndex | undefined {
  const kept = parseObject(text);
  const files = listOf(kept?.files).map(parseMark);
  const parts = listOf(kept?.parts).map(parsePart);
  if (files.length === 0 || parts.length === 0) return undefined;
  if (files.includes(undefined) || parts.includes(undefined)) return undefined;
  return { files: files.filter((file) => file !== undefined), parts: parts.filter((part) => part !== undefined) };
}

function parseMark(value: unknown): FileMark | undefined {
  const [path, size, mtimeMs, inode] = listOf(value);
  if (typeof path !== "string" || typeof size !== "number" || typeof inode !== "string") return undefined;
  return { path, size, mtimeMs: typeof mtimeMs === "number" ? mtimeMs : undefined, inode };
}

function parsePart(value: unknown): FilePart | undefined {
  const [path, end] = listOf(value);
  if (typeof path !== "string") return undefined;
  return { path, end: typeof end === "number" ? end : undefined };
}
