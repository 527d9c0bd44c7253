import type { SessionMemory } from "../../core/extract/memory-of.ts";
import type { RequestFailure } from "../../core/model/failure.ts";
import {
  FRESH_WATCH,
  sawAnswer,
  sawEnd,
  sawFailure,
  sawSuspect,
  type WatchStep,
} from "../../core/model/outage-watch.ts";
import type { ReleaseReason } from "../../edge/state/jobs/finish-stage1.ts";
import type { Work } from "./extract-one.ts";

/** How a claimed session ends, now that the whole run is known as far as it must be. */
export type Verdict =
  | { readonly kind: "memory"; readonly memory: SessionMemory }
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "released"; readonly reason: ReleaseReason };

/** Judges sessions whose failure only the others can explain. One per run. */
export interface OutageGate {
  /** Resolves when it is clear how the session ends; at once for most. */
  judge(threadId: string, earlierOutages: number, work: Work): Promise<Verdict>;
  /** Nothing more will be asked: whoever still waits is judged. */
  close(): void;
  /** The failure that made this run an outage. */
  readonly outage: () => RequestFailure | undefined;
}

interface Waiting {
  readonly failure: RequestFailure;
  readonly resolve: (verdict: Verdict) => void;
}

/** `onOutage` hears once that the endpoint is out, before any verdict that follows from it. */
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
      one.resolve(met(one.failure));
    }
  };
  const take = (step: WatchStep, failure: RequestFailure | undefined) => {
    watch = step.watch;
    for (const id of step.blamed) {
      const one = waiting.get(id);
      waiting.delete(id);
      one?.resolve({ kind: "failed", reason: one.failure.message });
    }
    const cause = failure ?? [...waiting.values()].at(-1)?.failure;
    if (step.outage && cause !== undefined) declare(cause);
  };
  const stopped = (): Verdict => ({
    kind: "released",
    reason:
      outage === undefined
        ? { kind: "signal" }
        : { kind: "outage_elsewhere", retryAfterSeconds: outage.retryAfterSeconds },
  });

  return {
    outage: () => outage,
    judge: (threadId, earlierOutages, work) => {
      switch (work.kind) {
        case "stopped":
          return Promise.resolve(stopped());
        case "outage":
          declare(work.failure);
          return Promise.resolve(met(work.failure));
        case "suspect":
          return new Promise((resolve) => {
            waiting.set(threadId, { failure: work.failure, resolve });
            if (outage !== undefined) declare(outage);
            else take(sawSuspect(watch, threadId, earlierOutages), work.failure);
          });
        case "failed":
          if (work.endpoint === "answered") take(sawAnswer(watch), undefined);
          if (work.endpoint === "asked") take(sawFailure(watch), undefined);
          return Promise.resolve({ kind: "failed", reason: work.reason });
        default:
          take(sawAnswer(watch), undefined);
          return Promise.resolve(work);
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

function met(failure: RequestFailure): Verdict {
  return {
    kind: "released",
    reason: { kind: "outage_met", error: failure.message, retryAfterSeconds: failure.retryAfterSeconds },
  };
}
