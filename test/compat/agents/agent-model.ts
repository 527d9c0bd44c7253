import type { IncomingMessage, ServerResponse } from "node:http";
import { type LoopbackServer, serveLoopback } from "../loopback-server.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { chatCompletions } from "./chat-completions.ts";
import { geminiContent } from "./gemini-content.ts";
import type { AskedOfModel, ModelStep, Schema } from "./model-step.ts";

const DIALECTS = [anthropicMessages, geminiContent, chatCompletions];
const POLL_MS = 50;

/**
 * A scripted model on 127.0.0.1 for every client: requests of the conversation take the next step; what a client asks
 * beside it (titles, routing, summaries: no tools, or what `aside` knows) gets a short answer and takes none.
 */
export class AgentModel {
  /** What the conversation asked, in order. */
  readonly asked: AskedOfModel[] = [];
  readonly #aside: (asked: AskedOfModel) => string | undefined;
  #script: ModelStep[] = [];
  #surplus = 0;
  #ids = 0;
  #server: LoopbackServer | undefined;

  constructor(aside: (asked: AskedOfModel) => string | undefined) {
    this.#aside = aside;
  }

  async start(): Promise<void> {
    this.#server = await serveLoopback((request, body, response) => this.#answer(request, body, response));
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get port(): number {
    if (this.#server === undefined) throw new Error("the scripted model has not started");
    return this.#server.port;
  }

  /** Hosts beyond this machine that the client wanted to reach, in vain. */
  get refused(): ReadonlySet<string> {
    return this.#server?.refused ?? new Set();
  }

  /** The answers of the next turn, in order. */
  script(steps: readonly ModelStep[]): void {
    this.#script = [...steps];
    this.#surplus = 0;
  }

  /** What went wrong with the script since it was set. */
  get problem(): string | undefined {
    if (this.#script.length > 0) return `${this.#script.length} scripted answers were not asked for`;
    return this.#surplus > 0 ? `${this.#surplus} more answers were asked for than the script has` : undefined;
  }

  /** Waits until the last answer of the script is given; false when it is not within the time. */
  async isDone(timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (this.#script.length > 0 && Date.now() < deadline) await Bun.sleep(POLL_MS);
    return this.#script.length === 0;
  }

  #answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    const dialect = DIALECTS.find((dialect) => request.method === "POST" && dialect.path.test(path));
    if (dialect === undefined) {
      const other = otherAnswer(path);
      response.writeHead(other === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(other ?? { error: { message: "not found", type: "not_found_error" } }));
      return;
    }
    const asked = dialect.read(path, body);
    const answer = dialect.write(asked, this.#step(asked), (prefix) => this.#id(prefix));
    response.writeHead(200, { "content-type": answer.type }).end(answer.body);
  }

  #step(asked: AskedOfModel): ModelStep {
    const aside = this.#aside(asked);
    if (aside !== undefined) return { say: aside };
    if (asked.tools.length === 0)
      return { say: asked.schema === undefined ? "Site work" : JSON.stringify(smallest(asked.schema)) };
    this.asked.push(asked);
    const next = this.#script.shift();
    if (next === undefined) this.#surplus += 1;
    return next ?? { say: "OK." };
  }

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${String(this.#ids).padStart(20, "0")}`;
  }
}

/** What clients ask for beside answers: token counts and lists of models. */
function otherAnswer(path: string): object | undefined {
  if (path.endsWith("/count_tokens")) return { input_tokens: 100 };
  if (path.endsWith(":countTokens")) return { totalTokens: 100 };
  if (path.endsWith("/models")) return { object: "list", data: [{ id: "mock", object: "model" }] };
  return undefined;
}

/** The smallest value that a JSON schema takes. */
function smallest(schema: Schema): unknown {
  const type = String(schema.type ?? "object").toLowerCase();
  if (schema.enum !== undefined) return schema.enum.at(-1);
  if (type === "object")
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, smallest(value)]));
  const values: Record<string, unknown> = { array: [], number: 0.1, integer: 30, boolean: false };
  return values[type] ?? "Steady progress.";
}
