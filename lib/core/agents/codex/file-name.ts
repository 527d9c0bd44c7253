import { parseFileTime } from "../../text/time.ts";

/** What the name of a transcript says. */
export interface RolloutName {
  readonly compressed: boolean;
  /** The id of the thread that the file belongs to, in lower case; undefined for a name without one. */
  readonly threadId: string | undefined;
  /** The id of the segment, for a file that goes on after a rewind. */
  readonly segmentId: string | undefined;
  /** The last UUID of the name, by which a `history_base` names a file: the segment's, else the thread's. */
  readonly fileId: string | undefined;
  /** What stands where the time does. */
  readonly time: string;
}

const PREFIX = "rollout-";
const SUFFIX = ".jsonl";
const COMPRESSED_SUFFIX = ".jsonl.zst";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_LENGTH = 36;
const TIME_LENGTH = "YYYY-MM-DDThh-mm-ss".length;

/**
 * Reads `rollout-<time>-<thread id>.jsonl[.zst]`, and the same with `_<segment id>` after the thread's id; undefined
 * when the name is not that of a transcript.
 */
export function parseRolloutName(name: string): RolloutName | undefined {
  const compressed = name.endsWith(COMPRESSED_SUFFIX);
  if (!name.startsWith(PREFIX) || !(compressed || name.endsWith(SUFFIX))) return undefined;
  const middle = name.slice(PREFIX.length, -(compressed ? COMPRESSED_SUFFIX : SUFFIX).length);
  const last = uuidAtEnd(middle, "_");
  const threadId = last === undefined ? uuidAtEnd(middle, "-") : uuidAtEnd(middle.slice(0, -UUID_LENGTH - 1), "-");
  const segmentId = threadId === undefined ? undefined : last;
  return { compressed, threadId, segmentId, fileId: segmentId ?? threadId, time: middle.slice(0, TIME_LENGTH) };
}

/** The same of a whole path. */
export function parseRolloutPath(path: string): RolloutName | undefined {
  return parseRolloutName(path.slice(path.lastIndexOf("/") + 1));
}

/** The UUID at the end of a text in lower case, where nothing stands before it or `separator` does. */
function uuidAtEnd(text: string, separator: "-" | "_"): string | undefined {
  const isWhole = (text.length === UUID_LENGTH && separator === "-") || text.at(-UUID_LENGTH - 1) === separator;
  if (!isWhole) return undefined;
  const id = text.slice(-UUID_LENGTH);
  return UUID.test(id) ? id.toLowerCase() : undefined;
}

/** The time in a name in seconds since the epoch, read as UTC; undefined when there is none. */
export function createdAtOf(name: RolloutName): number | undefined {
  return parseFileTime(name.time);
}
