import type { AlikeSessions } from "../../core/model/faults/alike.ts";
import {
  FRESH_WATCH,
  sawAlike,
  sawAnswer,
  sawEnd,
  sawFailure,
  sawHung,
  sawSuccess,
  sawSuspect,
  type WatchStep,
} from "../../core/model/faults/endpoint-watch.ts";
import type { RequestFailure } from "../../core/model/faults/failure.ts";
import { type SetupFault, setupFaultOf } from "../../core/model/faults/setup-fault.ts";
import type { ExtractionOutcome, OwnOutcome } from "./extraction-outcome.ts";

/** Why the endpoint, or how it is addressed, ended a run. */
export interface EndpointStop {
  readonly kind: "outage" | "setup";
  readonly failure: RequestFailure;
  /** What is wrong with the set-up; `alike`: sessions failed in the same way. */
  readonly fault: SetupFault | "alike" | undefined;
  /** Those sessions, where it is `alike`. */
  readonly alike?: AlikeSessions;
}

/** Holds back sessions whose failure only the others can explain. One per run. */
export interface OutageGate {
  /** Resolves when it is clear how the session ends; at once for most. */
  decide(threadId: string, earlierOutages: number, own: OwnOutcome): Promise<ExtractionOutcome>;
  /** Nothing more will be asked: the sessions that still wait are decided. */
  close(): void;
  /** What ended this run, if the endpoint or the set-up did. */
  readonly stop: () => EndpointStop | undefined;
}

type AlikeOutcome = Extract<OwnOutcome, { readonly kind: "alike" }>;

interface Waiting {
  readonly failure: RequestFailure;
  readonly endpoint: "answered" | "asked";
  readonly resolve: (outcome: ExtractionOutcome) => void;
}

/** `onStop` is called once when the run has to stop, before any outcome that follows from it. */
export function openOutageGate(signal: AbortSignal, onStop: (stop: EndpointStop) => void): OutageGate {
  let watch = FRESH_WATCH;
  let stop: EndpointStop | undefined;
  const waiting = new Map<string, Waiting>();

  const released = (own?: RequestFailure): ExtractionOutcome => {
    if (stop?.kind === "setup") return { kind: "released", reason: { kind: "setup" } };
    if (own !== undefined) return outageMet(own);
    const { failure } = stop ?? {};
    if (failure === undefined) return { kind: "released", reason: { kind: "signal" } };
    return { kind: "released", reason: { kind: "outage_elsewhere", retryAfterSeconds: failure.retryAfterSeconds } };
  };
  const declare = (next: EndpointStop) => {
    if (stop === undefined) {
      stop = next;
      onStop(next);
    }
    for (const [id, one] of waiting) {
      waiting.delete(id);
      one.resolve(released(one.failure));
    }
  };
  const take = (step: WatchStep, failure: RequestFailure | undefined) => {
    watch = step.watch;
    for (const id of step.blamed) {
      const one = waiting.get(id);
      waiting.delete(id);
      one?.resolve({ kind: "failed", reason: one.failure.message, endpoint: one.endpoint });
    }
    const cause = failure ?? [...waiting.values()].at(-1)?.failure;
    if (step.stop === undefined || cause === undefined) return;
    declare({ kind: step.stop, failure: cause, fault: undefined });
  };
  const wait = (id: string, failure: RequestFailure, endpoint: Waiting["endpoint"], step: () => WatchStep) =>
    new Promise<ExtractionOutcome>((resolve) => {
      waiting.set(id, { failure, endpoint, resolve });
      if (stop !== undefined) declare(stop);
      else take(step(), failure);
    });
  const declareAlike = ({ watch: seen }: WatchStep, { reason, likeness, endpoint, said }: AlikeOutcome) => {
    const ids = seen.undecided.filter((one) => one.likeness === likeness).map(({ session }) => session);
    const alike = { ids, asked: seen.asked, endpoint, said };
    declare({ kind: "setup", failure: { message: reason }, fault: "alike", alike });
  };
  /** An answer of another API in the midst of good ones is the endpoint's trouble, not the set-up's. */
  const declareSetup = (failure: RequestFailure) => {
    const shaken = failure.transport === "wrong_shape" && watch.progress === "succeeded";
    if (shaken) declare({ kind: "outage", failure, fault: undefined });
    else declare({ kind: "setup", failure, fault: setupFaultOf(failure) });
  };

  return {
    stop: () => stop,
    decide: (threadId, earlierOutages, own) => {
      switch (own.kind) {
        case "stopped":
          return Promise.resolve(released());
        case "outage":
          declare({ kind: "outage", failure: own.failure, fault: undefined });
          return Promise.resolve(released(own.failure));
        case "setup":
          declareSetup(own.failure);
          return Promise.resolve(released(own.failure));
        case "suspect":
          return wait(threadId, own.failure, "asked", () => sawSuspect(watch, threadId, earlierOutages));
        case "hung":
          return wait(threadId, own.failure, "asked", () => sawHung(watch, threadId));
        case "alike":
          return wait(threadId, { message: own.reason }, own.endpoint, () => {
            const step = sawAlike(watch, threadId, own);
            if (step.stop === "setup") declareAlike(step, own);
            return step;
          });
        case "failed":
          // A set-up that is wrong has caused this failure too.
          if (stop?.kind === "setup" && own.endpoint !== "not_asked") return Promise.resolve(released());
          if (own.endpoint === "answered") take(sawAnswer(watch), undefined);
          if (own.endpoint === "asked") take(sawFailure(watch), undefined);
          return Promise.resolve(own);
        default:
          take(sawSuccess(watch), undefined);
          return Promise.resolve(own);
      }
    },
    close: () => {
      if (!signal.aborted) take(sawEnd(watch), undefined);
      for (const [id, one] of waiting) {
        waiting.delete(id);
        one.resolve(released());
      }
    },
  };
}

function outageMet(failure: RequestFailure): ExtractionOutcome {
  return {
    kind: "released",
    reason: { kind: "outage_met", error: failure.message, retryAfterSeconds: failure.retryAfterSeconds },
  };
}
