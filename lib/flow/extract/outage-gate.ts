import type { RequestFailure } from "../../core/model/failure.ts";
import {
  FRESH_WATCH,
  sawAnswer,
  sawEnd,
  sawFailure,
  sawSuspect,
  type WatchStep,
} from "../../core/model/outage-watch.ts";
import type { ExtractionOutcome, OwnOutcome } from "./extraction-outcome.ts";

/** Holds back sessions whose failure only the others can explain. One per run. */
export interface OutageGate {
  /** Resolves when it is clear how the session ends; at once for most. */
  decide(threadId: string, earlierOutages: number, own: OwnOutcome): Promise<ExtractionOutcome>;
  /** Nothing more will be asked: the sessions that still wait are decided. */
  close(): void;
  /** The failure that made this run an outage. */
  readonly outage: () => RequestFailure | undefined;
}

interface Waiting {
  readonly failure: RequestFailure;
  readonly resolve: (outcome: ExtractionOutcome) => void;
}

/** `onOutage` is called once when the endpoint is out, before any outcome that follows from it. */
export function openOutageGate(signal: AbortSignal, onOutage: (failure: RequestFailure) => void): OutageGate {
  let watch = FRESH_WATCH;
  let outage: RequestFailure | undefined;
  const waiting = new Map<string, Waiting>();

  const declare = (failure: RequestFailure) => {
    if (outage === undefined) {
      outage = failure;
      onOutage(failure);
    }
    for (const [id, one] of waiting) {
      waiting.delete(id);
      one.resolve(outageMet(one.failure));
    }
  };
  const take = (step: WatchStep, failure: RequestFailure | undefined) => {
    watch = step.watch;
    for (const id of step.blamed) {
      const one = waiting.get(id);
      waiting.delete(id);
      one?.resolve({ kind: "failed", reason: one.failure.message, endpoint: "asked" });
    }
    const cause = failure ?? [...waiting.values()].at(-1)?.failure;
    if (step.outage && cause !== undefined) declare(cause);
  };
  const stopped = (): ExtractionOutcome => ({
    kind: "released",
    reason:
      outage === undefined
        ? { kind: "signal" }
        : { kind: "outage_elsewhere", retryAfterSeconds: outage.retryAfterSeconds },
  });

  return {
    outage: () => outage,
    decide: (threadId, earlierOutages, own) => {
      switch (own.kind) {
        case "stopped":
          return Promise.resolve(stopped());
        case "outage":
          declare(own.failure);
          return Promise.resolve(outageMet(own.failure));
        case "suspect":
          return new Promise((resolve) => {
            waiting.set(threadId, { failure: own.failure, resolve });
            if (outage !== undefined) declare(outage);
            else take(sawSuspect(watch, threadId, earlierOutages), own.failure);
          });
        case "failed":
          if (own.endpoint === "answered") take(sawAnswer(watch), undefined);
          if (own.endpoint === "asked") take(sawFailure(watch), undefined);
          return Promise.resolve(own);
        default:
          take(sawAnswer(watch), undefined);
          return Promise.resolve(own);
      }
    },
    close: () => {
      if (!signal.aborted) take(sawEnd(watch), undefined);
      for (const [id, one] of waiting) {
        waiting.delete(id);
        one.resolve(stopped());
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
