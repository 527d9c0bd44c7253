import { nativeIdOf } from "../agents/thread-id.ts";
import { fileTime } from "../text/time.ts";
import { parseUuid } from "../text/uuid.ts";
import type { Stage1Output } from "../types.ts";

const BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const HASH_DIGITS = 4;
const HASH_SPACE = 62 ** HASH_DIGITS;
const SLUG_MAX_CHARS = 60;
/** A slug that a file name can show as it is. */
const FILE_SLUG = /^(?:[a-z0-9_]*[a-z0-9])?$/;
/** The last second whose year has four digits; a UUID may claim a later one. */
const LAST_SECOND_OF_9999 = 253_402_300_799;

type Named = Pick<Stage1Output, "threadId" | "sourceUpdatedAt" | "rolloutSlug">;

/** A memory with the name of its file in `rollout_summaries/`. */
export type WithFileName<T> = T & { readonly fileName: string };

/** Names the files of memories, once for all who ask. */
export function withFileNames<T extends Named>(memories: readonly T[]): WithFileName<T>[] {
  return memories.map((memory) => ({ ...memory, fileName: summaryFileName(memory) }));
}

/** The name of a memory's file in `rollout_summaries/`: `<stem>.md`. */
export function summaryFileName(memory: Named): string {
  return `${summaryStem(memory)}.md`;
}

/**
 * `<time>-<hash>[-<slug>]`. The time is the one inside the product's own id when that is a UUID (versions 1, 6, 7), else that of the
 * source; the hash tells threads of one second apart. Example: `2025-02-11T15-35-19-jqmb`.
 */
export function summaryStem(memory: Named): string {
  const id = nativeIdOf(memory.threadId);
  const uuid = parseUuid(id);
  const inside = uuid?.seconds;
  const seconds = inside !== undefined && inside <= LAST_SECOND_OF_9999 ? inside : memory.sourceUpdatedAt;
  const hash = base62(uuid === undefined ? rollingHash(id) : uuid.low32);
  const slug = fileSlug(memory.rolloutSlug ?? "");
  return `${fileTime(seconds)}-${hash}${slug === "" ? "" : `-${slug}`}`;
}

/** ASCII letters in lower case and digits stay, any other character becomes `_`; at most 60, no `_` at the end. */
function fileSlug(slug: string): string {
  if (slug.length <= SLUG_MAX_CHARS && FILE_SLUG.test(slug)) return slug;
  // As many characters come out as go in, so that those too many can be cut afterwards.
  return slug
    .replaceAll(/[^A-Za-z0-9]/gu, "_")
    .slice(0, SLUG_MAX_CHARS)
    .toLowerCase()
    .replace(/_+$/, "");
}

/** h = h·31 + byte over the id's bytes, in 32-bit wrapping arithmetic. */
function rollingHash(id: string): number {
  return Buffer.from(id, "utf8").reduce((hash, byte) => (Math.imul(hash, 31) + byte) >>> 0, 0);
}

/** The value modulo 62⁴ as four digits, the most significant first. */
function base62(value: number): string {
  let rest = value % HASH_SPACE;
  let digits = "";
  for (let place = 0; place < HASH_DIGITS; place += 1) {
    digits = `${BASE62.charAt(rest % BASE62.length)}${digits}`;
    rest = Math.floor(rest / BASE62.length);
  }
  return digits;
}
