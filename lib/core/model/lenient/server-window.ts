/** Context window of a model on this machine that nothing is known of, in tokens: what small servers start with. */
export const LOCAL_WINDOW_TOKENS = 8_192;

type Fields = { readonly [key: string]: unknown };
const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The ids in an answer to `GET /v1/models`, in its order. */
export function modelIds(body: unknown): string[] {
  return entriesOf(body).flatMap(({ id, name, model }) => {
    const named = id ?? model ?? name;
    return typeof named === "string" ? [named] : [];
  });
}

/**
 * The window, in tokens, that an answer to `GET /v1/models` gives a model: `max_model_len` (vLLM), what is loaded (LM
 * Studio), `meta.n_ctx` (llama.cpp), `context_length` (gateways).
 */
export function windowInModels(body: unknown, modelId: string): number | undefined {
  const entry = entriesOf(body).find(({ id, name }) => id === modelId || name === modelId);
  if (entry === undefined) return undefined;
  const meta = fieldsOf(entry.meta);
  const counts = [
    entry.max_model_len,
    entry.loaded_context_length,
    meta.n_ctx,
    entry.context_length,
    entry.context_window,
  ];
  return counts.find(isWindow);
}

/**
 * The window in an answer to Ollama's `POST /api/show`: the `num_ctx` that the model is run with, else what it was made
 * for.
 */
export function windowInShow(body: unknown): number | undefined {
  const { parameters, model_info } = fieldsOf(body);
  const set = typeof parameters === "string" ? Number(/^\s*num_ctx\s+(\d+)/m.exec(parameters)?.[1]) : undefined;
  if (isWindow(set)) return set;
  const made = Object.entries(fieldsOf(model_info)).find(([key]) => key.endsWith(".context_length"));
  return isWindow(made?.[1]) ? made?.[1] : undefined;
}

function entriesOf(body: unknown): Fields[] {
  const { data, models } = fieldsOf(body);
  const list = Array.isArray(data) ? data : Array.isArray(models) ? models : [];
  return list.map(fieldsOf);
}

function isWindow(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
