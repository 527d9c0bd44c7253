import { type JsonObject, objectOf, textOf } from "../../text/json.ts";

/** What a file's first line says of the history before it. */
export interface HistoryBase {
  /** The last UUID of the name of the file that holds it: a thread's id for its first file, else a segment's. */
  readonly fileId: string;
  /** Bytes of that file (uncompressed) that still count; undefined when what stands there is no such number. */
  readonly end: number | undefined;
}

/** Reads `history_base` of a `session_meta` payload; undefined when there is none. */
export function parseHistoryBase(payload: JsonObject): HistoryBase | undefined {
  const base = objectOf(payload.history_base);
  const fileId = textOf(base?.thread_id)?.trim().toLowerCase();
  if (fileId === undefined) return undefined;
  const offset = base?.end_byte_offset;
  const end = typeof offset === "number" && Number.isSafeInteger(offset) && offset >= 0 ? offset : undefined;
  return { fileId, end };
}
