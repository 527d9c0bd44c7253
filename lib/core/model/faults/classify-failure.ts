import { isQuotaCode, type RequestFailure } from "./failure.ts";
import { setupFaultOf } from "./setup-fault.ts";

/**
 * What one failed request says by itself:
 * `setup`: no session can cause it: the run stops at once, with nothing booked.
 * `outage`: the endpoint is away, surely: the run stops.
 * `suspect`: the endpoint's fault when others meet it too, or when it is the only session of the run.
 * `hung`: the same, but it is never held against a session however often it comes.
 * `alike`: the session's, unless three different ones fail the same way before one succeeds: then it is the set-up.
 * `failure`: this session's. `stopped`: nobody's.
 */
export type FailureBlame = "setup" | "outage" | "suspect" | "hung" | "alike" | "failure" | "stopped";

/** Names by which servers say that they are in trouble, or too busy, whatever the status of the answer. */
const SERVER_CODES = new Set(
  `server_error internal_error internal_server_error api_error server_is_overloaded overloaded overloaded_error
  engine_overloaded engine_overloaded_error slow_down service_unavailable service_unavailable_error timeout
  timeout_error gateway_timeout rate_limit_exceeded rate_limit_error`.split(/\s+/),
);

/**
 * The decision table of what a request's end means, first match wins; `endpoint-watch.ts` goes on from there with what
 * the other sessions of the run met.
 *
 * | the request ended with                                             | it is       |
 * |--------------------------------------------------------------------|-------------|
 * | the run being stopped, a budget that is spent                      | `stopped`   |
 * | no connection within 10 s                                          | `outage`    |
 * | not one byte of an answer within `--timeout`                       | `hung`      |
 * | an answer that began and was not complete within `--timeout`       | `failure`   |
 * | a stream broken off, a redirect, a body that is no JSON            | `suspect`   |
 * | a quota that is used up (by its code, or 402)                      | `outage`    |
 * | a code that speaks of the server (`server_error`, …)               | `suspect`   |
 * | 401, 403, no such model, a model without tools, 404 on the path,   |             |
 * | a request form that is not taken, an answer of another API         | `setup`     |
 * | 413, a context that is too small, nothing that came from outside   | `failure`   |
 * | 400, 422 and an error in an answer of status 200                   | `alike`     |
 * | 408, 429, 5xx and every other status                               | `suspect`   |
 */
export function classifyFailure(failure: RequestFailure): FailureBlame {
  switch (failure.transport) {
    case "stopped":
    case "budget":
      return "stopped";
    case "no_connection":
      return "outage";
    case "no_answer":
      return "hung";
    case "timeout":
      return "failure";
    case "reset":
    case "redirect":
    case "not_json":
      return "suspect";
  }
  const { status, code } = failure;
  if (isQuotaCode(code) || status === 402) return "outage";
  if (code !== undefined && SERVER_CODES.has(code)) return "suspect";
  if (setupFaultOf(failure) !== undefined) return "setup";
  if (status === undefined || status === 413 || failure.contextTokens !== undefined) return "failure";
  return status < 300 || status === 400 || status === 422 ? "alike" : "suspect";
}

/**
 * The name under which failures of different sessions are alike: the status and the message with digits and ids
 * removed.
 */
export function likenessOf({ status, message }: RequestFailure): string {
  const bare = message
    .toLowerCase()
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "")
    // An id has digits among its letters: request ids, hashes, names of calls.
    .replaceAll(/\b[\w-]*\d(?:[\w-]|[,.](?=\d))*/g, "")
    .replaceAll(/\s+/g, " ");
  return `${status ?? ""} ${bare.trim()}`;
}

/** The likeness of answers that hold no JSON object at all. */
export const NO_JSON_LIKENESS = "answers without a JSON object";
