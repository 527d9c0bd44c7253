/** What is known of a request that brought no answer, whatever threw. */
export interface RequestFailure {
  /** One line, redacted, for people and for `last_error`. */
  readonly message: string;
  /** What went wrong below HTTP or with the answer as a whole. */
  readonly transport?: TransportKind | undefined;
  /** The response's status, where one came. */
  readonly status?: number | undefined;
  /** The provider's own name for the error (`insufficient_quota`, …). */
  readonly code?: string | undefined;
  /** The parameter of the request that the error names. */
  readonly param?: string | undefined;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfterSeconds?: number | undefined;
  /** Tokens of the window that a request overflowed, where the server names them. */
  readonly contextTokens?: number | undefined;
}

/**
 * `no_connection`: none within 10 s; `reset`: broken off; `no_answer`: not one byte of an answer in time; `timeout`: an
 * answer that began and was not complete in time; `redirect`: refused; `not_json`: a body that is no JSON;
 * `wrong_shape`: JSON, or a stream, that is no answer of the API that was asked; `stopped`: the run was told to stop;
 * `budget`: nothing more may be spent.
 */
export type TransportKind =
  | "no_connection"
  | "reset"
  | "no_answer"
  | "timeout"
  | "redirect"
  | "not_json"
  | "wrong_shape"
  | "stopped"
  | "budget";

const QUOTA_CODES = new Set([
  "insufficient_quota",
  "quota_exceeded",
  "billing_hard_limit_reached",
  "billing_not_active",
  "usage_limit_reached",
]);

/** Whether the account behind the key has nothing left. */
export function isQuotaCode(code: string | undefined): boolean {
  return code !== undefined && QUOTA_CODES.has(code);
}

/** Nobody is kept waiting for longer than a day by what a server says. */
const RETRY_AFTER_MAX_SECONDS = 24 * 3_600;

/**
 * The seconds of a `Retry-After` value: a number, or an HTTP date judged by the response's own `Date`; at most a day.
 * Undefined when it is missing, malformed or lies in the past.
 */
export function readRetryAfter(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.min(Math.ceil(Number(value)), RETRY_AFTER_MAX_SECONDS);
  const seconds = Math.ceil((Date.parse(value) - Date.parse(date ?? "")) / 1_000);
  return seconds > 0 ? Math.min(seconds, RETRY_AFTER_MAX_SECONDS) : undefined;
}
