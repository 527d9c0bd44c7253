import type { SessionMemory } from "../../core/extract/memory-of.ts";
import type { RequestFailure } from "../../core/model/failure.ts";
import type { ReleaseReason } from "../../edge/state/jobs/finish-stage1.ts";

/** How the extraction of one session ended, as it is stored. */
export type ExtractionOutcome =
  | { readonly kind: "memory"; readonly memory: SessionMemory }
  | { readonly kind: "nothing" }
  /** `answered`: the endpoint works, its answer is worth nothing. `asked`: it was asked, and refused this one. */
  | { readonly kind: "failed"; readonly reason: string; readonly endpoint: "answered" | "asked" | "not_asked" }
  | { readonly kind: "released"; readonly reason: ReleaseReason };

/**
 * How an extraction ended as far as its own session tells: what the endpoint failed at (`suspect`, `outage`) the outage
 * gate turns into an outcome when it knows how the run's other sessions fared, and it knows why a run was `stopped`.
 */
export type OwnOutcome =
  | Exclude<ExtractionOutcome, { readonly kind: "released" }>
  | { readonly kind: "suspect" | "outage"; readonly failure: RequestFailure }
  | { readonly kind: "stopped" };
