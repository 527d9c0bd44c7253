import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zstdCompressSync } from "node:zlib";

/** When transcripts of tests were last written, unless they say otherwise: 2026-11-22T15:00:00Z. */
export const WRITTEN_AT = Date.UTC(2026, 10, 22, 15) / 1_000;

/** A thread id that ends in a number. */
export const threadId = (n: number) => `01a20398-7e1f-7012-9863-${String(n).padStart(12, "0")}`;

export const transcriptLine = (type: string, payload: unknown, timestamp = "2026-11-22T14:10:55.900Z") =>
  JSON.stringify({ timestamp, type, payload });
export const metaLine = (id: string, payload: object = {}) =>
  transcriptLine("session_meta", {
    id,
    timestamp: "2026-11-22T14:10:55.135Z",
    cwd: "/work",
    source: "cli",
    ...payload,
  });
export const userLine = (message: string, extra: object = {}) =>
  transcriptLine("event_msg", { type: "user_message", message, images: [], ...extra });
export const itemLine = (payload: object) => transcriptLine("response_item", payload);
export const messageLine = (role: string, text: string, extra: object = {}) =>
  itemLine({
    type: "message",
    role,
    content: [{ type: role === "assistant" ? "output_text" : "input_text", text }],
    ...extra,
  });

export interface TranscriptOptions {
  readonly archived?: boolean;
  readonly day?: string;
  /** Replaces the usual name. */
  readonly name?: string;
  readonly compress?: boolean;
  /** mtime in seconds. */
  readonly writtenAt?: number;
}

/** Writes a transcript where the reference would, with an mtime in the past; its path. */
export function writeTranscript(
  codexHome: string,
  id: string,
  lines: readonly string[] | Buffer,
  options: TranscriptOptions = {},
): string {
  const folder = options.archived ? "archived_sessions" : join("sessions", options.day ?? "2026/11/22");
  const name = options.name ?? `rollout-2026-11-22T14-10-55-${id}.jsonl${options.compress ? ".zst" : ""}`;
  const path = join(codexHome, folder, name);
  const bytes = Buffer.isBuffer(lines) ? lines : Buffer.from(lines.map((line) => `${line}\n`).join(""));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, options.compress ? zstdCompressSync(bytes) : bytes);
  utimesSync(path, options.writtenAt ?? WRITTEN_AT, options.writtenAt ?? WRITTEN_AT);
  return path;
}
