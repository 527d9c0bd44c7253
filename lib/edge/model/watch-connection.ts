import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface ConnectionLimits {
  /** Without a response after this long a connection of its own probes whether the endpoint can be reached at all. */
  readonly probeAfterMs: number;
  /** Without a connection after this long there is none. */
  readonly limitMs: number;
}

/** No connection within 10 s is an outage; most answers are there before anybody needs to look. */
export const CONNECTION_LIMITS: ConnectionLimits = { probeAfterMs: 3_000, limitMs: 10_000 };

/**
 * Calls `onNone` when no connection to the URL's host (or to the proxy in between) can be made within the limit.
 * `fetch` does not tell a connection that is never made from an answer that is slow; a second connection does: the
 * two fare alike. One that is refused counts as made, since then the first would have been refused too.
 * Returns the function that ends the watch.
 */
export function watchConnection(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
  limits: ConnectionLimits,
  onNone: () => void,
): () => void {
  let socket: Socket | undefined;
  let reached = false;
  const markReached = () => {
    reached = true;
    socket?.destroy();
  };
  const probe = setTimeout(() => {
    socket = open(proxyFor(url, env) ?? url);
    socket.once(url.protocol === "https:" ? "secureConnect" : "connect", markReached);
    socket.on("connect", () => {
      // Behind a proxy the tunnel is the proxy's business: reaching it is enough.
      if (proxyFor(url, env) !== undefined) markReached();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ECONNRESET" || isTlsFailure(error)) markReached();
    });
  }, limits.probeAfterMs);
  const limit = setTimeout(() => {
    socket?.destroy();
    if (!reached) onNone();
  }, limits.limitMs);
  return () => {
    clearTimeout(probe);
    clearTimeout(limit);
    socket?.destroy();
  };
}

/** A handshake that fails has reached somebody. */
const isTlsFailure = (error: NodeJS.ErrnoException) =>
  error.code === "EPROTO" || (error.code ?? "").startsWith("ERR_SSL");

function open(target: URL): Socket {
  const host = target.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
  if (target.protocol !== "https:") return connect({ host, port });
  // An address is no server name: TLS knows none then.
  return connectTls({ host, port, rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

/** The proxy that `fetch` uses for a URL, from the usual variables. */
export function proxyFor(url: URL, env: Readonly<Record<string, string | undefined>>): URL | undefined {
  const name = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const proxy = env[name] || env[name.toUpperCase()];
  if (proxy === undefined || proxy === "") return undefined;
  const exempt = (env.no_proxy || env.NO_PROXY || "").split(",").map((entry) => entry.trim().replace(/^\*?\./, ""));
  const host = url.hostname.toLowerCase();
  if (exempt.some((entry) => entry === "*" || (entry !== "" && (host === entry || host.endsWith(`.${entry}`))))) {
    return undefined;
  }
  return URL.parse(proxy) ?? undefined;
}
