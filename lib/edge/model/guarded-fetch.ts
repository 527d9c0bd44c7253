import { APICallError } from "ai";
import { REDACTION_MARKER } from "../../core/constants.ts";
import { fault } from "../../core/fault.ts";
import { ATTESTATION_HEADER } from "../../core/model/attestation-value.ts";
import { parseErrorBody } from "../../core/model/faults/error-body.ts";
import { isQuotaCode, readRetryAfter, type TransportKind } from "../../core/model/faults/failure.ts";
import type { Repair } from "../../core/model/lenient/read-json-answer.ts";
import { responseUsage } from "../../core/model/response-usage.ts";
import { NO_USAGE } from "../../core/types.ts";
import { type ParsedResponse, parseResponse } from "./parse-response.ts";
import { readBody } from "./read-body.ts";
import { type RequestMeter, THREAD_HEADER } from "./request-meter.ts";
import { TransportFailure, transportError } from "./transport-failure.ts";
import { type ConnectionLimits, watchConnection } from "./watch-connection.ts";

export interface FetchGuards {
  /** Undefined: no `Authorization` header leaves. */
  readonly apiKey: string | undefined;
  /** One request, from its start to its answer's last byte, at most. */
  readonly timeoutMs: number;
  readonly connection: ConnectionLimits;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked afresh before each request: the value of the attestation header, where one belongs. */
  readonly attest: (url: string, signal: AbortSignal | undefined) => Promise<string | undefined>;
  /** Sees the headers and the JSON body of each response that has one. */
  readonly observe: (headers: Headers, body: unknown) => void;
  /** Hears what had to be done to a response to read it. */
  readonly onRepair?: (repair: Repair) => void;
  /** Admits each request before it leaves and books it when it has ended, however it ended. */
  readonly meter: RequestMeter;
}

/** Nobody waits for a server that wants to be left alone for longer than this. */
const WAIT_MAX_SECONDS = 60;

export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The only way out to a model. Follows no redirect, ends when there is no connection or no complete answer in time,
 * attaches the attestation, takes an answer that comes as a stream nobody asked for, and keeps the key and the
 * attestation out of everything it hands back. Throws `APICallError`; for requests that do not ask for a stream.
 */
export function guardedFetch(guards: FetchGuards): Fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const outer = init.signal ?? undefined;
    const headers = new Headers(init.headers);
    const threadId = headers.get(THREAD_HEADER) ?? undefined;
    headers.delete(THREAD_HEADER);
    if (guards.apiKey === undefined) headers.delete("authorization");
    const attestation = await guards.attest(url, outer);
    if (attestation === undefined) headers.delete(ATTESTATION_HEADER);
    else headers.set(ATTESTATION_HEADER, attestation);
    const secrets = [...longEnough(guards.apiKey, KEY_MIN_CHARS), ...longEnough(attestation, ATTESTATION_MIN_CHARS)];
    const refused = await guards.meter.admit();
    if (refused !== undefined) throw transportError(url, new TransportFailure("budget", refused));
    fault("model.request", url);
    const book = guards.meter.begin(threadId);
    try {
      const { response, body } = await exchange(url, { ...init, headers, redirect: "manual" }, outer, guards);
      const safe = without(secrets, body);
      const read = parseResponse(url, response, safe);
      await book(outcomeOf(read), responseUsage(read.json));
      return checkResponse(url, response, { body: safe, read }, guards);
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.cause : undefined;
      // What was booked with its answer is not booked twice.
      await book(cause instanceof TransportFailure ? cause.kind : "failed", NO_USAGE);
      throw thrown;
    }
  };
}

/** How a request that got a response ended, for the books: `ok`, the status, or what is wrong with its body. */
function outcomeOf(read: ParsedResponse): string {
  if (read.kind === "failure") return read.failure.kind;
  return read.status >= 300 ? `http_${read.status}` : "ok";
}

/** Sends and reads to the end; whatever breaks on the way becomes the one error that says how. */
async function exchange(url: string, init: RequestInit, outer: AbortSignal | undefined, guards: FetchGuards) {
  const inner = new AbortController();
  let ended: TransportFailure | undefined;
  const end = (kind: TransportKind, message: string) => {
    ended ??= new TransportFailure(kind, message);
    inner.abort(ended);
  };
  const stop = () => end("stopped", "the run was stopped");
  if (outer?.aborted) stop();
  outer?.addEventListener("abort", stop, { once: true });
  const host = URL.parse(url)?.host ?? "the endpoint";
  let answering = false;
  const seconds = Math.round(guards.timeoutMs / 1_000);
  const late = () =>
    answering
      ? end("timeout", `no complete answer within ${seconds} s`)
      : end("no_answer", `${host} gave no byte of an answer within ${seconds} s`);
  const leftMs = guards.meter.leftMs();
  const spent = () => end("budget", "the time of this run is over");
  const timer =
    leftMs < guards.timeoutMs ? setTimeout(spent, leftMs) : setTimeout(late, Math.min(guards.timeoutMs, MAX_TIMER_MS));
  const none = () => end("no_connection", `no connection to ${host} within ${guards.connection.limitMs / 1_000} s`);
  const unwatch = watchConnection(new URL(url), guards.env, guards.connection, none);
  try {
    const response = await fetch(url, { ...init, signal: inner.signal });
    answering = true;
    unwatch();
    return { response, body: await readBody(response) };
  } catch (thrown) {
    if (thrown instanceof TransportFailure) throw transportError(url, thrown);
    throw transportError(url, ended ?? broken(thrown, host, answering ? "answering" : "asking"));
  } finally {
    unwatch();
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
  }
}

/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function broken(thrown: unknown, host: string, stage: "asking" | "answering"): TransportFailure {
  const { code, text } = describeThrown(thrown);
  const reset = /ECONNRESET|EPIPE|ConnectionClosed|connection (?:closed|reset)|reset by peer/i.test(`${code} ${text}`);
  if (stage === "answering" || reset) return new TransportFailure("reset", `${host} broke the connection off`);
  return new TransportFailure("no_connection", `cannot connect to ${host}${code === "" ? "" : ` (${code})`}`);
}

/** Bun puts the code on the error, Deno only words into its cause. */
function describeThrown(thrown: unknown): { code: string; text: string } {
  if (!(thrown instanceof Error)) return { code: "", text: String(thrown) };
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
  return { code, text: `${thrown.message} ${thrown.cause instanceof Error ? thrown.cause.message : ""}` };
}

/** Hands a usable answer on in its API's own form; what is none becomes the error that says why. */
function checkResponse(
  url: string,
  response: Response,
  { body, read }: { readonly body: string; readonly read: ParsedResponse },
  guards: FetchGuards,
): Response {
  if (response.status >= 300 && response.status < 400) {
    throw transportError(url, new TransportFailure("redirect", `HTTP ${response.status}: redirects are not followed`));
  }
  guards.observe(response.headers, read.json);
  if (read.kind === "failure") throw transportError(url, read.failure, response.headers);
  for (const repair of read.repairs) guards.onRepair?.(repair);
  const { status, json } = read;
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  if (status < 300) return new Response(JSON.stringify(json), { status, headers });
  const responseHeaders = Object.fromEntries(headers);
  const wait = readRetryAfter(responseHeaders["retry-after"], responseHeaders.date) ?? 0;
  if (isQuotaCode(parseErrorBody(json)?.code) || wait > WAIT_MAX_SECONDS) {
    const message = `HTTP ${status}`;
    const shown = { message, url, statusCode: status, responseHeaders, responseBody: body };
    throw new APICallError({ ...shown, data: json, requestBodyValues: undefined, isRetryable: false });
  }
  return new Response(body, { status, statusText: response.statusText, headers });
}

/** Local servers are given keys like `x` or `ollama`: taking those out of an answer would only spoil it. */
const KEY_MIN_CHARS = 12;
const ATTESTATION_MIN_CHARS = 4;

function longEnough(secret: string | undefined, minChars: number): string[] {
  return secret === undefined || secret.length < minChars ? [] : [secret];
}

/** A server may echo what it was sent. */
function without(secrets: readonly string[], body: string): string {
  return secrets.reduce((text, secret) => {
    const quoted = JSON.stringify(secret).slice(1, -1);
    return text.replaceAll(secret, REDACTION_MARKER).replaceAll(quoted, REDACTION_MARKER);
  }, body);
}
