import type { AgentChoice } from "../../core/consolidate/agent/agent-choice.ts";
import type { Price } from "../../core/cost/price.ts";
import { priceOf } from "../../core/cost/price-of.ts";
import { hostOf } from "../../core/model/host-of.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import type { World } from "../world.ts";

/** Who does the work of a run, as every report of it says; `host` only where requests leave for one. */
export interface Maker {
  /** A model id, `offline` for rules, the first word of a command. */
  readonly model: string;
  readonly host: string | undefined;
  /** Undefined where none is known; rules, recordings and commands of a person's own cost nothing here. */
  readonly price: Price | undefined;
}

/** The host of a recording, which sends nothing. */
export const REPLAYED = "replay";

/** The host as reports of what was done show it: null when no request left for one. */
export function shownHost({ host }: Maker): string | null {
  return host === undefined || host === REPLAYED ? null : host;
}

const FREE: Price = { input: 0, cached: 0, output: 0 };

/** The maker that a choice names. */
export function makerOf(world: World, choice: ModelChoice | AgentChoice): Maker {
  switch (choice.kind) {
    case "offline":
      return { model: "offline", host: undefined, price: FREE };
    case "replay":
      if (choice.missing === "ask_live") return makerOf(world, { kind: "live", id: choice.id, named: true });
      return { model: choice.id, host: REPLAYED, price: FREE };
    case "live": {
      const host = hostOf(world.env);
      return { model: choice.id, host, price: priceOf(choice.id, host, world.settings.prices) };
    }
    case "model":
      return makerOf(world, choice.model);
    case "command":
      return { model: `command ${choice.argv[0] ?? ""}`.trim(), host: undefined, price: FREE };
  }
}
