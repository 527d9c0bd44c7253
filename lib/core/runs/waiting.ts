/** Why something that a run could do was left, as a word of the JSON contract. */
export type WaitingReason =
  | "limit"
  | "retry_backoff"
  | "retry_exhausted"
  | "running"
  | "at_capacity"
  | "outage"
  | "setup"
  | "budget"
  | "unconfirmed"
  | "rate_limit"
  | "signal"
  | "memory_mode_unknown"
  | "too_recent"
  | "too_old"
  | "done_by_rules"
  | "held_back"
  | "cooldown"
  | "failed"
  | "other_root"
  | "conflict";

/** What a run left that it could have done: one entry a reason (spec 9, rule 1). */
export interface Waiting {
  readonly reason: WaitingReason;
  /** Sessions; of a consolidation memories or files. */
  readonly count: number;
  /** When it ends by itself, in seconds; null when it does not. */
  readonly until: number | null;
  /** What takes them now. */
  readonly command: string;
  /** About how many tokens a model would take for them, where that is what they wait for. */
  readonly tokens?: number;
  /** That model, and dollars that it would cost; null without a known price. */
  readonly model?: string;
  readonly cost?: number | null;
}

/** The entry of a reason, none where nothing waits for it. */
export function waitingFor(
  reason: WaitingReason,
  count: number,
  command: string,
  until: number | undefined = undefined,
): readonly Waiting[] {
  return count === 0 ? [] : [{ reason, count, until: until ?? null, command }];
}
