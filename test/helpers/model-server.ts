import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AnswerText, renderAnswer, renderEvents } from "./model-wire.ts";

/** How the server answers one request. */
export type Reply =
  | ({ readonly kind: "answer" } & AnswerText & Extras)
  | ({ readonly kind: "status"; readonly status: number; readonly body?: unknown; readonly type?: string } & Extras)
  | ({ readonly kind: "raw"; readonly body: string; readonly type?: string } & Extras)
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "hang"; readonly after: "nothing" | "headers" | "half the body" }
  | { readonly kind: "reset"; readonly after: "nothing" | "half the body" };

interface Extras {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the answer begins. */
  readonly delayMs?: number;
  /** Answer as server-sent events even when the request did not ask for a stream. */
  readonly stream?: boolean;
}

/** One request as it arrived. `system` and `user` are the same text whichever of the two APIs was spoken. */
export interface SeenRequest {
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly api: "responses" | "chat";
  readonly body: Readonly<Record<string, unknown>>;
  readonly system: string;
  readonly user: string;
}

/** What a test scripts: the reply to each request, asynchronous when the test decides later. */
export type Script = (request: SeenRequest) => Reply | Promise<Reply>;

export interface ModelServer {
  /** Base URL for `OPENAI_BASE_URL`, ending in `/v1`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Requests that have arrived and are not answered. */
  readonly open: () => number;
  /** Replaces the script from the next request on. */
  script(next: Script): void;
  /** Resolves when this many requests have arrived in all. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Replies one after the other; the last one is repeated. */
export function inOrder(...replies: readonly Reply[]): Script {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] ?? { kind: "status", status: 500 };
}

/** A real HTTP server on loopback that speaks the Responses API and chat completions and does what a test says. */
export async function startModelServer(first: Script, host = "127.0.0.1"): Promise<ModelServer> {
  let script = first;
  let unanswered = 0;
  const requests: SeenRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", async () => {
      const seen = seeRequest(requests.length, message.method ?? "", message.url ?? "", message.headers, chunks);
      requests.push(seen);
      unanswered += 1;
      response.on("close", () => {
        unanswered -= 1;
      });
      for (const one of waiting) if (requests.length >= one.count) one.resolve();
      await send(await script(seen), seen, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://${host}:${port}/v1`,
    port,
    requests,
    open: () => unanswered,
    script: (next) => {
      script = next;
    },
    arrived: (count) =>
      requests.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve })),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function seeRequest(
  index: number,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  chunks: readonly Buffer[],
): SeenRequest {
  const text = Buffer.concat(chunks).toString("utf8");
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  const messages = (body.input ?? body.messages ?? []) as { role?: string; content?: unknown }[];
  const textOf = (...roles: string[]) =>
    messages
      .filter((message) => roles.includes(message.role ?? ""))
      .map((message) => plain(message.content))
      .join("\n");
  return {
    index,
    method,
    path,
    headers,
    api: "messages" in body ? "chat" : "responses",
    body,
    system: textOf("system", "developer"),
    user: textOf("user"),
  };
}

function plain(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: string }) => part.text ?? "").join("");
}

async function send(reply: Reply, request: SeenRequest, response: ServerResponse): Promise<void> {
  switch (reply.kind) {
    case "hang":
      if (reply.after !== "nothing") response.writeHead(200, { "content-type": "application/json" });
      if (reply.after === "headers") response.flushHeaders();
      if (reply.after === "half the body") response.write('{"id":"resp_half","object":"resp');
      return;
    case "reset":
      if (reply.after === "nothing") return void response.socket?.destroy();
      response.writeHead(200, { "content-type": "application/json", "content-length": "4000" });
      response.write('{"id":"resp_half","object":"resp');
      setTimeout(() => response.socket?.destroy(), 30);
      return;
    case "redirect":
      response.writeHead(307, { location: reply.to });
      response.end();
      return;
  }
  if (reply.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, reply.delayMs));
  const write = (status: number, type: string, body: string) => {
    response.writeHead(status, { "content-type": type, ...reply.headers });
    response.end(body);
  };
  if (reply.kind === "raw") return write(200, reply.type ?? "text/html", reply.body);
  if (reply.kind === "status") {
    const body = reply.body ?? { error: { message: `scripted ${reply.status}`, type: "scripted", code: null } };
    return write(
      reply.status,
      reply.type ?? "application/json",
      typeof body === "string" ? body : JSON.stringify(body),
    );
  }
  const streams = reply.stream ?? request.body.stream === true;
  if (streams) return write(200, "text/event-stream", renderEvents(request.api, request.index, reply));
  write(200, "application/json", JSON.stringify(renderAnswer(request.api, request.index, reply)));
}
