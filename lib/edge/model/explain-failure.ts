import { APICallError, RetryError } from "ai";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { overflowedWindow } from "../../core/model/faults/context-overflow.ts";
import { parseErrorBody } from "../../core/model/faults/error-body.ts";
import { type RequestFailure, readRetryAfter } from "../../core/model/faults/failure.ts";
import { redactText } from "../../core/redact/redact.ts";
import { TransportFailure } from "./transport-failure.ts";

/** What the thrown error of a model call says, in this product's terms. The text is one redacted line. */
export function explainFailure(thrown: unknown, signal: AbortSignal): RequestFailure {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (signal.aborted) return { message: "the run was stopped", transport: "stopped" };
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof TransportFailure) return { message: redactText(cause.message), transport: cause.kind };
  // What this program says itself (a recording that is missing) is about this one request.
  if (error instanceof MemoriesError) return { message: redactText(reasonOf(error)) };
  if (!APICallError.isInstance(error)) return unreadable(reasonOf(error));
  const body = parsed(error.responseBody) ?? error.data;
  const read = parseErrorBody(body);
  const status = error.statusCode;
  if (read === undefined && status !== undefined && status < 300) return unreadable(reasonOf(error));
  const said = read?.message ?? (error.message || "no message");
  return {
    message: redactText(reasonOf(status === undefined || said.startsWith("HTTP ") ? said : `HTTP ${status}: ${said}`)),
    status,
    code: read?.code,
    param: read?.param,
    contextTokens: overflowedWindow(said, body),
    retryAfterSeconds: readRetryAfter(error.responseHeaders?.["retry-after"], error.responseHeaders?.date),
  };
}

/** The SDK stumbles over answers that are none of its API's, with a bare TypeError or a complaint about their type. */
function unreadable(reason: string): RequestFailure {
  return {
    message: redactText(`the endpoint's answer is none of the API that was asked: ${reason}`),
    transport: "wrong_shape",
  };
}

/** The SDK keeps the body as text, but that of a 200 with an error in it parsed. */
function parsed(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
