import { MemoriesError } from "../errors.ts";

/** Who answers: rules, recorded exchanges, or a live model. */
export type ModelChoice =
  | { readonly kind: "offline" }
  | {
      readonly kind: "replay";
      readonly dir: string;
      readonly id: string;
      /** `any_model`: recordings answer whatever model they were made with. Default: only those of `id`. */
      readonly match?: "any_model";
      /** `ask_live`: what no recording answers is asked of the model `id` and recorded. Default: it fails. */
      readonly missing?: "refuse" | "ask_live";
    }
  | { readonly kind: "live"; readonly id: string; readonly named: boolean };

export interface ModelNames {
  /** What `--model` says, if it was given: an id, `replay:DIR` or `offline`. */
  readonly typed: string | undefined;
  /** What configuration says, of the same forms. */
  readonly configured: string;
  /** Whether somebody chose `configured`, or it is the default. */
  readonly configuredNamed: boolean;
  /** This product's default id. */
  readonly fallback: string;
}

const REPLAY = "replay:";

/**
 * Reads the names. A replay stands in for the configured model, else the default one, whose id stays in the
 * request. Throws `bad_option` for a replay without a folder.
 */
export function chooseModel({ typed, configured, configuredNamed, fallback }: ModelNames): ModelChoice {
  const name = typed ?? configured;
  if (name === "offline") return { kind: "offline" };
  if (name.startsWith(REPLAY)) {
    const dir = name.slice(REPLAY.length);
    if (dir === "") {
      throw new MemoriesError("bad_option", `model ${JSON.stringify(name)} names no folder`, {
        hint: "give replay:DIR",
      });
    }
    return { kind: "replay", dir, id: isId(configured) ? configured : fallback };
  }
  return { kind: "live", id: name, named: typed !== undefined || configuredNamed };
}

const isId = (name: string) => name !== "offline" && !name.startsWith(REPLAY);
