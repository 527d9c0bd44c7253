import { assembleStream } from "../../core/model/assemble-stream.ts";
import { parseErrorBody } from "../../core/model/faults/error-body.ts";
import type { Repair } from "../../core/model/lenient/read-json-answer.ts";
import { tidyResponse } from "../../core/model/lenient/tidy-response.ts";
import { TransportFailure } from "./transport-failure.ts";

/** What an HTTP response holds. `status` is the one in the body where a gateway hides an error in a 200. */
export type ParsedResponse =
  | {
      readonly kind: "response";
      readonly status: number;
      readonly json: unknown;
      readonly repairs: readonly Repair[];
    }
  | { readonly kind: "failure"; readonly failure: TransportFailure; readonly json: unknown };

/** Reads a response that is no redirect: JSON, or a stream that nobody asked for, in its API's own form. */
export function parseResponse(url: string, response: Response, body: string): ParsedResponse {
  const { status } = response;
  const isStream = (response.headers.get("content-type") ?? "").includes("text/event-stream") || STREAM.test(body);
  const json = isStream ? assembleStream(body) : parseJson(body);
  if (status >= 300) return { kind: "response", status, json, repairs: [] };
  const failed = (kind: "reset" | "not_json" | "wrong_shape", what: string): ParsedResponse => ({
    kind: "failure",
    failure: new TransportFailure(kind, `HTTP ${status}: ${what}`),
    json,
  });
  if (json === undefined) {
    if (isStream) return failed("reset", "a stream that nobody asked for ends before its answer is complete");
    if (isJsonLines(body)) return failed("wrong_shape", "the response is a stream of JSON lines");
    return failed("not_json", "the response is no JSON");
  }
  const hidden = parseErrorBody(json)?.status;
  if (hidden !== undefined) return { kind: "response", status: hidden, json, repairs: [] };
  const streamed: readonly Repair[] = isStream ? ["stream"] : [];
  const api = apiOf(url);
  if (api === undefined) return { kind: "response", status, json, repairs: streamed };
  const tidy = tidyResponse(api, json);
  if (tidy.kind === "foreign") return failed("wrong_shape", `the response is ${tidy.problem}`);
  return { kind: "response", status, json: tidy.body, repairs: [...streamed, ...tidy.repairs] };
}

/** Server-sent events whatever their type says: some servers send them as plain text. */
const STREAM = /^\uFEFF?\s*(?:data|event|id|retry):/;

function apiOf(url: string): "responses" | "chat" | undefined {
  const path = URL.parse(url)?.pathname ?? "";
  if (path.endsWith("/chat/completions")) return "chat";
  return path.endsWith("/responses") ? "responses" : undefined;
}

function isJsonLines(body: string): boolean {
  const [first = "", second] = body.trim().split(/\r?\n/, 2);
  return second !== undefined && first.startsWith("{") && parseJson(first) !== undefined;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (thrown) {
    // Nested deeper than the parser goes is no answer either.
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
