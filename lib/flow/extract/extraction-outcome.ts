import type { RequestFailure } from "../../core/model/faults/failure.ts";
import type { NewOutput, ReleaseReason } from "../../edge/state/jobs/finish-stage1.ts";

/** How the extraction of one session ended, as it is stored. */
export type ExtractionOutcome =
  | { readonly kind: "memory"; readonly memory: NewOutput }
  | { readonly kind: "nothing" }
  /** `answered`: the endpoint works, its answer is worth nothing. `asked`: it was asked, and refused this one. */
  | { readonly kind: "failed"; readonly reason: string; readonly endpoint: "answered" | "asked" | "not_asked" }
  | { readonly kind: "released"; readonly reason: ReleaseReason };

/**
 * How an extraction ended as far as its own session tells: what the endpoint or the set-up may have failed at the outage
 * gate turns into an outcome when it knows how the run's other sessions fared (see `classifyFailure`), and it knows why a
 * run was `stopped`.
 */
export type OwnOutcome =
  | Exclude<ExtractionOutcome, { readonly kind: "released" }>
  | { readonly kind: "suspect" | "hung" | "outage" | "setup"; readonly failure: RequestFailure }
  | {
      readonly kind: "alike";
      readonly reason: string;
      /** What failures of other sessions must share to be alike. */
      readonly likeness: string;
      readonly endpoint: "answered" | "asked";
      /** The beginning of the answer, or what the endpoint said. */
      readonly said: string;
    }
  | { readonly kind: "stopped" };
