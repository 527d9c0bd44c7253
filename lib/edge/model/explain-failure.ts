import { APICallError, RetryError } from "ai";
import { reasonOf } from "../../core/errors.ts";
import { type RequestFailure, readRetryAfter } from "../../core/model/failure.ts";
import { redactText } from "../../core/redact/redact.ts";
import { errorCodeOf, errorMessageOf } from "./error-code.ts";
import { TransportFailure } from "./transport-failure.ts";

/** What the thrown error of a model call says, in this product's terms. The text is one redacted line. */
export function explainFailure(thrown: unknown, signal: AbortSignal): RequestFailure {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (signal.aborted) return { message: "the run was stopped", transport: "stopped" };
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof TransportFailure) return { message: redactText(cause.message), transport: cause.kind };
  if (!APICallError.isInstance(error)) return { message: redactText(reasonOf(error)) };
  const body = error.data ?? parsed(error.responseBody);
  const said = errorMessageOf(body) ?? (error.message || "no message");
  const status = error.statusCode;
  return {
    message: redactText(reasonOf(status === undefined || said.startsWith("HTTP ") ? said : `HTTP ${status}: ${said}`)),
    status,
    code: errorCodeOf(body),
    retryAfterSeconds: readRetryAfter(error.responseHeaders?.["retry-after"], error.responseHeaders?.date),
  };
}

/** The SDK types the body as text but keeps that of a 200 with an error in it parsed. */
function parsed(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
