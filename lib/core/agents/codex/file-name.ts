import { parseFileTime } from "../../text/time.ts";

/** What the name of a transcript says. */
export interface RolloutName {
  readonly compressed: boolean;
  /** The thread id at its end, in lower case; undefined for a name without one. */
  readonly threadId: string | undefined;
  /** What stands where the time does. */
  readonly time: string;
}

const PREFIX = "rollout-";
const SUFFIX = ".jsonl";
const COMPRESSED_SUFFIX = ".jsonl.zst";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_LENGTH = 36;
const TIME_LENGTH = "YYYY-MM-DDThh-mm-ss".length;

/** Reads `rollout-<time>-<thread id>.jsonl[.zst]`; undefined when the name is not that of a transcript. */
export function parseRolloutName(name: string): RolloutName | undefined {
  const compressed = name.endsWith(COMPRESSED_SUFFIX);
  if (!name.startsWith(PREFIX) || !(compressed || name.endsWith(SUFFIX))) return undefined;
  const middle = name.slice(PREFIX.length, -(compressed ? COMPRESSED_SUFFIX : SUFFIX).length);
  const id = middle.slice(-UUID_LENGTH);
  const isWhole = middle.length === UUID_LENGTH || middle.at(-UUID_LENGTH - 1) === "-";
  return {
    compressed,
    threadId: isWhole && UUID.test(id) ? id.toLowerCase() : undefined,
    time: middle.slice(0, TIME_LENGTH),
  };
}

/** The time in a name in seconds since the epoch, read as UTC; undefined when there is none. */
export function createdAtOf(name: RolloutName): number | undefined {
  return parseFileTime(name.time);
}
