import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";

/** A server on loopback that is the model, and at the same time the proxy for everything else, which it refuses. */
export interface LoopbackServer {
  readonly port: number;
  /** Hosts beyond this machine that a client wanted to reach. */
  readonly refused: Set<string>;
  stop(): Promise<void>;
}

/** Answers requests on a free port of 127.0.0.1. What `answer` throws becomes a 500. */
export async function serveLoopback(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void> | void,
): Promise<LoopbackServer> {
  const refused = new Set<string>();
  const server = createServer((request, response) => {
    if (/^https?:/.test(request.url ?? "") && !/^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(request.url ?? "")) {
      refused.add(new URL(request.url ?? "").host);
      response.writeHead(403).end();
      return;
    }
    bodyOf(request)
      .then((body) => answer(request, body, response))
      .catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
        response.end(String(error));
      });
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    refused.add(request.url ?? "");
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { port, refused, stop: () => stopServer(server) };
}

function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString("utf8");
}
