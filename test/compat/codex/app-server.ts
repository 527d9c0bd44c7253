import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Notification {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: the client's protocol, of which each caller knows its part
  readonly params: any;
}

/** The client refused a request: an older one may not know the method. */
export class RequestRefused extends Error {
  readonly method: string;

  constructor(method: string, detail: string) {
    super(`${method}: ${detail}`);
    this.method = method;
  }
}

interface Pending {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  resolve(result: any): void;
  reject(error: Error): void;
}

const REQUEST_TIMEOUT_MS = 60_000;
const EXIT_TIMEOUT_MS = 20_000;
const STDERR_KEPT = 2_000;

/** A client of `codex app-server`, as an editor is one: JSON-RPC, one message a line. */
export class AppServer {
  readonly notifications: Notification[] = [];
  /** What the person answers to questions of the agent, by question. */
  answers: Readonly<Record<string, readonly string[]>> = {};
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #pending = new Map<number, Pending>();
  readonly #waiters = new Set<() => void>();
  #nextId = 0;
  #stderr = "";

  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
    this.#child = spawn(program, ["app-server", ...args], { env, cwd, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr?.on("data", (data) => {
      this.#stderr = `${this.#stderr}${data}`.slice(-STDERR_KEPT);
    });
    this.#exited = new Promise((done) => {
      this.#child.on("exit", () => {
        for (const { method, reject } of this.#pending.values())
          reject(new Error(`${method}: it ended\n${this.#stderr}`));
        this.#pending.clear();
        done();
      });
    });
    if (this.#child.stdout === null) throw new Error("no stdout");
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#receive(line));
  }

  /** The name becomes the `originator` of the sessions; this one is the editor extension's. */
  async initialize(): Promise<void> {
    const clientInfo = { name: "codex_vscode", title: "codex_vscode", version: "0.0.1" };
    await this.request("initialize", { clientInfo, capabilities: { experimentalApi: true } });
    this.#send({ method: "initialized" });
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  request(method: string, params: object = {}): Promise<any> {
    this.#nextId += 1;
    const id = this.#nextId;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method}: no answer\n${this.#stderr}`));
      }, REQUEST_TIMEOUT_MS);
      const ending = <T>(end: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          end(value);
        };
      };
      this.#pending.set(id, { method, resolve: ending(resolve), reject: ending(reject) });
    });
  }

  /** The first notification from index `since` on, past or to come, that matches. */
  async until(matches: (notification: Notification) => boolean, since = 0): Promise<Notification> {
    const deadline = Date.now() + REQUEST_TIMEOUT_MS;
    for (;;) {
      const found = this.notifications.slice(since).find(matches);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`nothing came that ${matches}\n${this.#stderr}`);
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, 1_000);
        this.#waiters.add(() => {
          clearTimeout(timer);
          wake();
        });
      });
    }
  }

  /** Closes stdin, as an editor does that quits; the client then writes out its databases and ends. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGTERM"), EXIT_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  #send(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #receive(line: string): void {
    if (!line.startsWith("{")) return; // talk that is no message
    const message = JSON.parse(line);
    if (message.id !== undefined && message.method !== undefined) {
      this.#send({ id: message.id, result: this.#agree(message.method, message.params) });
      return;
    }
    if (message.id === undefined) {
      this.notifications.push(message);
      for (const wake of this.#waiters) wake();
      this.#waiters.clear();
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error === undefined) pending?.resolve(message.result);
    else pending?.reject(new RequestRefused(pending.method, JSON.stringify(message.error)));
  }

  /** What a person who agrees to everything answers to a question of the client. */
  #agree(method: string, params: { questions?: { id: string; options?: { label: string }[] }[] }): object {
    if (/requestUserInput/.test(method)) {
      const said = (params.questions ?? []).map(({ id, options }) => {
        return [id, { answers: this.answers[id] ?? [options?.[0]?.label ?? "yes"] }];
      });
      return { answers: Object.fromEntries(said) };
    }
    return /elicitation/i.test(method) ? { action: "accept", content: {} } : { decision: "accept" };
  }
}
