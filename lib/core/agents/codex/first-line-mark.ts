/** So many bytes of a first line have the session's id and the time to the millisecond in them. */
const MARKED_BYTES = 512;
/** Offset and prime of the 32-bit FNV-1a hash: it is to tell files of one session id apart, and keeps nobody out. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What tells a first line from that of another file: its length, and a hash of its beginning. */
export function firstLineMark(bytes: Uint8Array, start: number, end: number): string {
  let hash = FNV_OFFSET;
  for (let at = start; at < Math.min(end, start + MARKED_BYTES); at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
  }
  return `${end - start}:${(hash >>> 0).toString(16)}`;
}
