import type { ChildProcess } from "node:child_process";

/** What a server answers. */
export interface RpcAnswer {
  readonly id: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A client that knows nothing but lines of JSON-RPC: independent of any SDK. */
export interface RpcClient {
  ask(method: string, params?: unknown): Promise<RpcAnswer>;
  tell(method: string, params?: unknown): void;
  /** Bytes as they are. */
  send(raw: string): void;
  /** Lines that were no answer to anything asked. */
  readonly strays: readonly unknown[];
}

/** Speaks to a spawned server over its stdin and stdout. */
export function rpcClient(child: ChildProcess): RpcClient {
  const waiting = new Map<number, (answer: RpcAnswer) => void>();
  const strays: unknown[] = [];
  let nextId = 1;
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const answer: RpcAnswer = JSON.parse(line);
      const resolve = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (resolve === undefined) strays.push(answer);
      else resolve(answer);
    }
  });
  const send = (raw: string) => {
    child.stdin?.write(raw);
  };
  return {
    strays,
    send,
    tell: (method, params) => send(`${JSON.stringify({ jsonrpc: "2.0", method, params })}\n`),
    ask(method, params) {
      const id = nextId++;
      const answer = new Promise<RpcAnswer>((resolve) => waiting.set(id, resolve));
      send(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      return answer;
    },
  };
}

/** The first exchange of every session. */
export async function initialize(client: RpcClient): Promise<RpcAnswer> {
  const clientInfo = { name: "by-hand", version: "0" };
  const answer = await client.ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
  client.tell("notifications/initialized");
  return answer;
}
