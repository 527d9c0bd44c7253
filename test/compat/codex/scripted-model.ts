import type { IncomingMessage, ServerResponse } from "node:http";
import { type LoopbackServer, serveLoopback } from "../loopback-server.ts";
import { type ModelRequest, outputItem } from "./output-item.ts";
import type { Answers, Item } from "./plan.ts";

/** As many tokens as any answer is said to have cost. */
const USAGE = {
  input_tokens: 100,
  input_tokens_details: null,
  output_tokens: 10,
  output_tokens_details: null,
  total_tokens: 110,
};

/**
 * A stand-in for the model on 127.0.0.1: as much of the Responses API (server-sent events) as Codex needs to finish a
 * turn. It never thinks: each request takes the next entry of the script.
 */
export class ScriptedModel {
  /** Every request body, in order. */
  readonly requests: ModelRequest[] = [];
  #script: (readonly Item[])[] = [];
  #ids = 0;
  #server: LoopbackServer | undefined;

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

  /** The answers to the requests of the next turn, in order, instead of what is left of the last. */
  script(answers: Answers): void {
    this.#script = [...answers];
  }

  /** Scripted answers that nothing has asked for. */
  get left(): number {
    return this.#script.length;
  }

  #answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    if (request.method !== "POST" || !path.endsWith("/responses")) {
      const isModels = path.endsWith("/models");
      response.writeHead(isModels ? 200 : 404, { "content-type": "application/json" });
      response.end(isModels ? '{"models":[]}' : '{"error":{"message":"not found"}}');
      return;
    }
    const asked: ModelRequest = JSON.parse(body);
    this.requests.push(asked);
    // A sub-agent would take the answers of its parent.
    const isSubAgent = request.headers["x-openai-subagent"] === "collab_spawn";
    const items = (isSubAgent ? undefined : this.#script.shift()) ?? ["Done."];
    const output = items.map((item) => outputItem(item, asked, (prefix) => this.#id(prefix)));
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of this.#events(output))
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    response.end();
  }

  #events(output: readonly object[]): { type: string }[] {
    const id = this.#id("resp");
    const done = output.map((item, output_index) => ({ type: "response.output_item.done", output_index, item }));
    return [
      { type: "response.created", response: { id } } as { type: string },
      ...done,
      { type: "response.completed", response: { id, usage: USAGE } } as { type: string },
    ];
  }

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}_${String(this.#ids).padStart(5, "0")}`;
  }
}
