import { describeBound } from "../../core/cost/budget.ts";
import { costOf, type Price } from "../../core/cost/price.ts";
import type { RequestMeter } from "../../edge/model/request-meter.ts";
import { bookModelCall } from "../../edge/state/calls/model-calls.ts";
import type { World } from "../world.ts";
import type { RunBudget } from "./run-budget.ts";

/** Whose requests are booked. */
export interface Account {
  readonly run: string;
  readonly phase: "extract" | "consolidate" | "doctor";
  readonly model: string;
  /** `host` or `host:port`. */
  readonly host: string;
  readonly price: Price | undefined;
  readonly budget: RunBudget;
}

/** A meter that books into the state DB. */
export interface BookingMeter extends RequestMeter {
  /** Throws what kept a request from being booked, if something did: then nothing more was admitted. */
  check(): void;
}

/**
 * Books every request of one account when it ends, before its answer is used, and admits none beyond the budget. After a
 * booking that failed nothing more is admitted.
 */
export function bookingMeter(world: World, account: Account): BookingMeter {
  const { budget, price } = account;
  let broken: { readonly thrown: unknown } | undefined;
  /** How the last request for a session ended, where it ended badly. */
  const badly = new Map<string, string>();
  return {
    admit: async () => {
      if (broken !== undefined) return "a request could not be booked";
      const bound = await budget.admit();
      return bound === undefined ? undefined : describeBound(bound);
    },
    leftMs: () => budget.leftMs(),
    begin: (threadId) => {
      const started = world.monotonicMs();
      const asked = threadId ?? "";
      const before = badly.get(asked);
      if (before !== undefined) world.log.retrying(`asking again after ${before.replaceAll("_", " ")}`);
      let booked = false;
      return async (outcome, usage) => {
        if (booked) return;
        booked = true;
        if (outcome === "ok") badly.delete(asked);
        else badly.set(asked, outcome);
        if (outcome === "budget") budget.timeIsOver();
        const cost = price === undefined ? undefined : costOf(price, usage);
        budget.spend(usage.input_tokens + usage.output_tokens, cost ?? 0);
        try {
          await bookModelCall(await world.state(), {
            run: account.run,
            phase: account.phase,
            threadId,
            model: account.model,
            host: account.host,
            outcome,
            inputTokens: usage.input_tokens,
            cachedInputTokens: usage.cached_input_tokens,
            outputTokens: usage.output_tokens,
            reasoningTokens: usage.reasoning_tokens,
            durationMs: Math.round(world.monotonicMs() - started),
            cost,
            at: budget.now(),
          });
        } catch (thrown) {
          broken ??= { thrown };
        }
      };
    },
    check: () => {
      if (broken !== undefined) throw broken.thrown;
    },
  };
}
