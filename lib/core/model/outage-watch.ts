/**
 * What the requests of one run say together about the endpoint. A rollout that meets a suspicious failure waits for
 * the next result: it was the endpoint when a different rollout meets one right after it, or when the run asked for
 * one rollout only; it was the rollout when a later request of the run is answered, or when the rollout has met
 * outages in the two runs before as well.
 */
export interface OutageWatch {
  /** Rollouts the endpoint was asked about. */
  readonly asked: number;
  /** Rollouts whose suspicious failure is not judged yet, oldest first. */
  readonly undecided: readonly string[];
  /** The rollout whose suspicious failure was the last result. */
  readonly last: string | undefined;
}

export interface WatchStep {
  readonly watch: OutageWatch;
  /** The endpoint is out: the run stops. Undecided rollouts are released. */
  readonly outage: boolean;
  /** Rollouts whose failure is now known to be their own. */
  readonly blamed: readonly string[];
}

/** Runs in a row in which a rollout may meet an outage; at this one it is blamed. */
const OUTAGES_UNTIL_BLAMED = 3;

export const FRESH_WATCH: OutageWatch = { asked: 0, undecided: [], last: undefined };

/** The endpoint answered about a rollout, whatever the answer is worth. */
export function sawAnswer(watch: OutageWatch): WatchStep {
  return { watch: { asked: watch.asked + 1, undecided: [], last: undefined }, outage: false, blamed: watch.undecided };
}

/** The endpoint refused a request in a way that is the rollout's own fault (or no answer came in time). */
export function sawFailure(watch: OutageWatch): WatchStep {
  return { watch: { ...watch, asked: watch.asked + 1, last: undefined }, outage: false, blamed: [] };
}

/** A rollout met a suspicious failure; `earlierOutages` counts the runs in a row in which it met one before. */
export function sawSuspect(watch: OutageWatch, rollout: string, earlierOutages: number): WatchStep {
  const own = earlierOutages + 1 >= OUTAGES_UNTIL_BLAMED;
  const undecided = own ? watch.undecided : [...watch.undecided, rollout];
  return {
    watch: { asked: watch.asked + 1, undecided, last: rollout },
    outage: watch.last !== undefined && watch.last !== rollout,
    blamed: own ? [rollout] : [],
  };
}

/** Nothing more will be asked. */
export function sawEnd(watch: OutageWatch): WatchStep {
  const only = watch.asked === 1 && watch.undecided.length > 0;
  return { watch: { ...watch, undecided: [] }, outage: only, blamed: only ? [] : watch.undecided };
}
