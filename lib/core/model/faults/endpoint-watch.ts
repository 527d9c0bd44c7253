/**
 * What the requests of one run say together about the endpoint and the set-up. A session whose failure only the others
 * can explain waits undecided:
 * `suspect` and `hung`: it was the endpoint when a different session meets such a one right after it, or when the run
 * asked for one session only; it was the session when a later request of the run is answered. A session that has met
 * outages in the two runs before as well is blamed for a suspicious failure, never for a hung endpoint.
 * `alike`: it is the set-up when three different sessions fail in the same way and none has succeeded; it was the
 * session when another one succeeds, or at the end.
 */
export interface EndpointWatch {
  /** Sessions the endpoint was asked about. */
  readonly asked: number;
  /** Whether a session of this run has succeeded. */
  readonly progress: "none_succeeded" | "succeeded";
  /** Sessions whose failure is not decided yet, oldest first. */
  readonly undecided: readonly Undecided[];
  /** The session whose suspicious failure was the last result. */
  readonly last: string | undefined;
}

export interface Undecided {
  readonly session: string;
  /** Undefined: it waits for what the endpoint does next. Else the likeness of its failure. */
  readonly likeness: string | undefined;
}

export interface WatchStep {
  readonly watch: EndpointWatch;
  /** The run stops; undecided sessions are released. */
  readonly stop: "outage" | "setup" | undefined;
  /** Sessions whose failure is now known to be their own. */
  readonly blamed: readonly string[];
}

/** Runs in a row in which a session may meet an outage; at this one it is blamed. */
const OUTAGES_UNTIL_BLAMED = 3;
/** Sessions that fail alike before it is the set-up. */
const ALIKE_UNTIL_SETUP = 3;

export const FRESH_WATCH: EndpointWatch = { asked: 0, progress: "none_succeeded", undecided: [], last: undefined };

/** A session succeeded: the endpoint works and so does the set-up. */
export function sawSuccess(watch: EndpointWatch): WatchStep {
  const next: EndpointWatch = { asked: watch.asked + 1, progress: "succeeded", undecided: [], last: undefined };
  return { watch: next, stop: undefined, blamed: watch.undecided.map(({ session }) => session) };
}

/** The endpoint answered, with something that is of no use. */
export function sawAnswer(watch: EndpointWatch): WatchStep {
  const waitsForEndpoint = (one: Undecided) => one.likeness === undefined;
  return {
    watch: {
      ...watch,
      asked: watch.asked + 1,
      undecided: watch.undecided.filter((one) => !waitsForEndpoint(one)),
      last: undefined,
    },
    stop: undefined,
    blamed: watch.undecided.filter(waitsForEndpoint).map(({ session }) => session),
  };
}

/** The endpoint refused a request in a way that is the session's own fault, or did not finish its answer. */
export function sawFailure(watch: EndpointWatch): WatchStep {
  return { watch: { ...watch, asked: watch.asked + 1, last: undefined }, stop: undefined, blamed: [] };
}

/** A session met a suspicious failure; `earlierOutages` counts the runs in a row in which it met one before. */
export function sawSuspect(watch: EndpointWatch, session: string, earlierOutages: number): WatchStep {
  return sawTrouble(watch, session, earlierOutages + 1 >= OUTAGES_UNTIL_BLAMED ? "blame" : "wait");
}

/** The endpoint gave a session not one byte of an answer. */
export function sawHung(watch: EndpointWatch, session: string): WatchStep {
  return sawTrouble(watch, session, "wait");
}

function sawTrouble(watch: EndpointWatch, session: string, then: "blame" | "wait"): WatchStep {
  const undecided = then === "blame" ? watch.undecided : [...watch.undecided, { session, likeness: undefined }];
  return {
    watch: { ...watch, asked: watch.asked + 1, undecided, last: session },
    stop: watch.last !== undefined && watch.last !== session ? "outage" : undefined,
    blamed: then === "blame" ? [session] : [],
  };
}

/** A failure that may lie in the set-up. `answered`: the endpoint works, its answer is worth nothing. */
export interface Alike {
  readonly likeness: string;
  readonly endpoint: "answered" | "asked";
}

/** A session failed in a way that may lie in the set-up. */
export function sawAlike(watch: EndpointWatch, session: string, { likeness, endpoint }: Alike): WatchStep {
  const seen = endpoint === "answered" ? sawAnswer(watch) : sawFailure(watch);
  if (watch.progress === "succeeded") return { ...seen, blamed: [...seen.blamed, session] };
  const undecided = [...seen.watch.undecided, { session, likeness }];
  const alike = new Set(undecided.filter((one) => one.likeness === likeness).map((one) => one.session));
  const stop = alike.size >= ALIKE_UNTIL_SETUP ? "setup" : undefined;
  return { watch: { ...seen.watch, undecided }, stop, blamed: seen.blamed };
}

/** Nothing more will be asked. */
export function sawEnd(watch: EndpointWatch): WatchStep {
  const only = watch.asked === 1 && watch.undecided.some(({ likeness }) => likeness === undefined);
  return {
    watch: { ...watch, undecided: [] },
    stop: only ? "outage" : undefined,
    blamed: only ? [] : watch.undecided.map(({ session }) => session),
  };
}
