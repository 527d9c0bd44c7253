import { DEFAULT_CONSOLIDATION_MODEL, DEFAULT_EXTRACT_MODEL } from "../../core/constants.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import { listExchangeFiles, readExchangeFile } from "../../edge/model/recording/exchange-files.ts";

/** The models of both phases as a recording has them. */
export interface RecordedChoices {
  readonly extract: Extract<ModelChoice, { readonly kind: "replay" }>;
  readonly consolidate: Extract<ModelChoice, { readonly kind: "replay" }>;
}

/**
 * Replays a recording whatever model it was made with: each phase goes by the model that the recording names for it, so
 * that the same evidence is sent. Throws `bad_input` for a folder that is no recording.
 */
export function recordedChoices(dir: string, missing: "refuse" | "ask_live"): RecordedChoices {
  const requests = listExchangeFiles(dir).flatMap((file) => readExchangeFile(dir, file)?.request ?? []);
  if (requests.length === 0 && missing === "refuse") {
    throw new MemoriesError("bad_input", `there is no recorded request in ${dir}`, {
      hint: "give the folder that --record wrote, or let --record-missing fill it",
    });
  }
  const modelOf = (phase: "extract" | "consolidate", fallback: string) =>
    requests.find(({ tools }) => tools.length > 0 === (phase === "consolidate"))?.model ?? fallback;
  const choice = (id: string) => ({ kind: "replay", dir, id, match: "any_model", missing }) as const;
  return {
    extract: choice(modelOf("extract", DEFAULT_EXTRACT_MODEL)),
    consolidate: choice(modelOf("consolidate", DEFAULT_CONSOLIDATION_MODEL)),
  };
}
