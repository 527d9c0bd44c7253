import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";

/**
 * The SDK's transport over stdin and stdout, which besides knows when it is over: its input has ended and every
 * request that came was answered, or the client has gone and takes no more answers.
 */
export class EndingTransport extends StdioServerTransport {
  #open = 0;
  #inputEnded = false;
  readonly #over = Promise.withResolvers<void>();

  /** Resolves when nothing more can happen. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  override async start(): Promise<void> {
    const deliver = this.onmessage;
    this.onmessage = (message: JSONRPCMessage) => {
      if ("method" in message && "id" in message) this.#open += 1;
      deliver?.(message);
    };
    const endInput = () => {
      this.#inputEnded = true;
      this.#endWhenAnswered();
    };
    process.stdin.once("end", endInput).once("close", endInput).once("error", endInput);
    process.stdout.once("error", () => this.stop());
    await super.start();
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    // A pipe that nobody reads any more never drains.
    await Promise.race([super.send(message), this.over]);
    if (!("method" in message)) this.#open -= 1;
    this.#endWhenAnswered();
  }

  /** Ends at once. */
  stop(): void {
    this.#over.resolve();
  }

  #endWhenAnswered(): void {
    if (this.#inputEnded && this.#open <= 0) this.stop();
  }
}
