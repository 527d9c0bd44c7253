/**
 * The context window, in tokens, that an error names when a request was too large for it; undefined when the error is
 * about something else or names no size. Read are the `n_ctx` of llama.cpp and the sentences of OpenAI, vLLM, LM Studio
 * and gateways.
 */
export function overflowedWindow(message: string, body: unknown): number | undefined {
  const field = contextField(body);
  if (field !== undefined) return field;
  if (!OVERFLOW.test(message)) return undefined;
  const named = NAMED_WINDOW.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  const tokens = Number(named?.replaceAll(/[,_]/g, ""));
  return Number.isSafeInteger(tokens) && tokens >= WINDOW_MIN_TOKENS ? tokens : undefined;
}

/** No server runs with less; a smaller number in such a sentence is something else. */
const WINDOW_MIN_TOKENS = 256;
const OVERFLOW =
  /\bcontext\b.{0,40}\b(?:length|size|window|overflows?)|\bn_ctx\b|\btoo many tokens\b|\bmax_model_len\b/i;
const COUNT = "(\\d[\\d,_]{2,9})";
const NAMED_WINDOW = [
  new RegExp(`\\bmaximum context (?:length|size|window)\\D{0,30}${COUNT}`, "i"),
  new RegExp(`\\bcontext (?:length|size|window) of (?:only )?${COUNT}`, "i"),
  new RegExp(`\\b(?:n_ctx|max_model_len)\\W{0,6}${COUNT}`, "i"),
  new RegExp(`\\b(?:available )?context (?:length|size|window)\\W{0,4}(?:is|limit is|\\()?\\W{0,3}${COUNT}`, "i"),
];

function contextField(body: unknown): number | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const error = "error" in body && typeof body.error === "object" && body.error !== null ? body.error : body;
  const count = "n_ctx" in error ? error.n_ctx : undefined;
  return typeof count === "number" && count >= WINDOW_MIN_TOKENS ? count : undefined;
}
