import { parseFileTime } from "../text/time.ts";

/** What the name of a transcript says. */
export interface RolloutName {
  readonly compressed: boolean;
  /** The thread id at its end, in lower case; undefined for a name without one. */
  readonly threadId: string | undefined;
  /** Seconds since the epoch, the name's time read as UTC. */
  readonly createdAt: number | undefined;
}

const NAME = /^rollout-(.*)\.jsonl(\.zst)?$/s;
const UUID_AT_END = /(?:^|-)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** Reads `rollout-<time>-<thread id>.jsonl[.zst]`; undefined when the name is not that of a transcript. */
export function parseRolloutName(name: string): RolloutName | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const middle = match[1] ?? "";
  return {
    compressed: match[2] !== undefined,
    threadId: UUID_AT_END.exec(middle)?.[1]?.toLowerCase(),
    createdAt: parseFileTime(middle.slice(0, "YYYY-MM-DDThh-mm-ss".length)),
  };
}
