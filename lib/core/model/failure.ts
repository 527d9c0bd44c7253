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
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * `no_connection`: none within 10 s; `reset`: broken off; `timeout`: no complete answer in time; `redirect`: refused;
 * `not_json`: a body that is no JSON; `stopped`: the run was told to stop.
 */
export type TransportKind = "no_connection" | "reset" | "timeout" | "redirect" | "not_json" | "stopped";

/**
 * Whose fault it is. `outage`: the endpoint's, surely. `suspect`: the endpoint's when others meet it too.
 * `failure`: this rollout's. `stopped`: nobody's.
 */
export type FailureBlame = "outage" | "suspect" | "failure" | "stopped";

const QUOTA_CODES = new Set([
  "insufficient_quota",
  "quota_exceeded",
  "billing_hard_limit_reached",
  "billing_not_active",
  "usage_limit_reached",
]);
const SERVER_CODES = new Set(["server_error", "internal_error", "overloaded_error", "rate_limit_exceeded"]);
/** Statuses with which a server that works says that it does not like this one request. */
const REQUEST_FAULTS = new Set([400, 413, 422]);

/** Whether the account behind the key has nothing left. */
export function isQuotaCode(code: string | undefined): boolean {
  return code !== undefined && QUOTA_CODES.has(code);
}

/** Classifies one failed request by itself; what the other rollouts of the run met is `outage-watch`'s business. */
export function classifyFailure(failure: RequestFailure): FailureBlame {
  switch (failure.transport) {
    case "stopped":
      return "stopped";
    case "no_connection":
      return "outage";
    case "timeout":
      return "failure";
    case "reset":
    case "redirect":
    case "not_json":
      return "suspect";
  }
  if (isQuotaCode(failure.code)) return "outage";
  if (failure.code !== undefined && SERVER_CODES.has(failure.code)) return "suspect";
  const { status } = failure;
  if (status === undefined || status < 300) return "failure";
  if (status === 401 || status === 402 || status === 403) return "outage";
  // Every other status speaks of the endpoint rather than of the request; a second rollout will tell.
  return REQUEST_FAULTS.has(status) ? "failure" : "suspect";
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
