import type { RequestFailure } from "../../core/model/faults/failure.ts";
import type { TokenUsage } from "../../core/types.ts";

/** How an agent's run ended. Only `finished` may be followed by anything that touches the root. */
export type AgentEnd =
  /** It stopped by itself. `findings` are what verification still finds after the repair rounds. */
  | { readonly kind: "finished"; readonly findings: readonly string[] }
  /**
   * Its model, its program or one of its bounds failed it. `reason` is one redacted line; `request`: what its model's
   * endpoint did, where that was it; `hint`: the one thing to change.
   */
  | { readonly kind: "failed"; readonly reason: string; readonly request?: RequestFailure; readonly hint?: string }
  /** The caller's signal stopped it. */
  | { readonly kind: "stopped" };

/** A run, whatever its end. */
export interface AgentRun {
  readonly end: AgentEnd;
  /** Answers of the model; of a command: times it was run. */
  readonly steps: number;
  /** Tool calls that were not carried out. */
  readonly refusedCalls: number;
  readonly repairRounds: number;
  readonly usage: TokenUsage;
  /** Secrets taken out of what it wanted to write, before it was written; those found later are verification's. */
  readonly redacted?: number;
  /** What the SDK warned of, each text once. */
  readonly warnings: readonly string[];
}

/** How often findings go back to the agent before they count. */
export const REPAIR_ROUNDS = 2;

/** Looks at what the agent left: findings in words, none when all is well. */
export type Verifier = () => Promise<readonly string[]>;
