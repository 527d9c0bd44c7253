import { APICallError } from "ai";
import type { TransportKind } from "../../core/model/faults/failure.ts";

/** Why a request brought no usable response. The text never holds what was sent. */
export class TransportFailure extends Error {
  override readonly name = "TransportFailure";
  readonly kind: TransportKind;

  constructor(kind: TransportKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Failures that asking again may cure; the others end the request at once. */
const WORTH_RETRYING: readonly TransportKind[] = ["reset", "not_json"];

/** The failure in the form in which the SDK decides about retries. The request's body stays out of it. */
export function transportError(url: string, failure: TransportFailure, headers?: Headers): APICallError {
  return new APICallError({
    message: failure.message,
    cause: failure,
    url,
    requestBodyValues: undefined,
    // For the pause before the next try.
    responseHeaders: headers === undefined ? undefined : Object.fromEntries(headers),
    isRetryable: WORTH_RETRYING.includes(failure.kind),
  });
}
