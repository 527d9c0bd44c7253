/**
 * Context windows by model id, in tokens, as the catalog that the reference ships (Codex 0.171) gives them for ordinary
 * use. Read off on 2026-11-27.
 */
const CONTEXT_WINDOWS: Readonly<Record<string, number>> = {
  "gpt-6.2-sol": 500_000,
  "gpt-6.2-astra": 272_000,
  "gpt-6.1-sol": 500_000,
  "gpt-6.1-terra": 500_000,
  "gpt-6-sol": 272_000,
  "gpt-6-astra": 272_000,
  "gpt-6-luna": 272_000,
  "gpt-5.6-sol": 272_000,
  "gpt-5.6-terra": 272_000,
  "gpt-5.6-luna": 272_000,
  "gpt-5.5": 272_000,
  "gpt-5.4": 272_000,
  "gpt-5.4-mini": 272_000,
  "gpt-daybreak-blue-latest": 272_000,
  "gpt-daybreak-red-latest": 372_000,
  "codex-auto-review": 272_000,
};

/** Ids of the models that the catalog names. */
export function knownModels(): readonly string[] {
  return Object.keys(CONTEXT_WINDOWS);
}

/** The context window of a model, in tokens; undefined for one that the catalog does not name. */
export function knownContextWindow(modelId: string): number | undefined {
  return Object.hasOwn(CONTEXT_WINDOWS, modelId) ? CONTEXT_WINDOWS[modelId] : undefined;
}
