import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/sdk/types.js";

/** The two byte streams of a client. */
export interface ClientStreams {
  readonly input: AsyncIterable<Buffer>;
  /** Throws when the client has gone. */
  readonly write: (text: string) => Promise<void>;
}

/**
 * The stdio transport over given streams, with the SDK's own framing. The SDK's class holds the runtime's stdin and
 * stdout, which are slow to make; and it does not tell when it is over: its input has ended and every request was
 * answered, or the client takes no more answers.
 */
export class StreamTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onerror?: (error: Error) => void;
  onclose?: () => void;
  readonly #streams: ClientStreams;
  readonly #received = new ReadBuffer();
  readonly #over = Promise.withResolvers<void>();
  /** Requests that were neither answered nor called off. */
  readonly #unanswered = new Set<RequestId>();
  #inputEnded = false;

  constructor(streams: ClientStreams) {
    this.#streams = streams;
  }

  /** Fulfilled when nothing more can happen; rejected with what made reading fail. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  async start(): Promise<void> {
    this.#receive().catch(this.#over.reject);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    try {
      await this.#streams.write(serializeMessage(message));
    } catch (thrown) {
      // Nobody is left to answer.
      this.stop();
      throw thrown;
    }
    if (!("method" in message) && message.id !== undefined) this.#unanswered.delete(message.id);
    this.#endWhenAnswered();
  }

  async close(): Promise<void> {
    this.stop();
    this.onclose?.();
  }

  /** Ends at once. */
  stop(): void {
    this.#over.resolve();
  }

  async #receive(): Promise<void> {
    for await (const chunk of this.#streams.input) {
      if (!this.#append(chunk)) return;
      this.#deliver();
    }
    this.#inputEnded = true;
    this.#endWhenAnswered();
  }

  /** False for a message that is longer than the SDK takes: what follows could not be told from its rest. */
  #append(chunk: Buffer): boolean {
    try {
      // The chunk's memory is used again for the next one.
      this.#received.append(Buffer.from(chunk));
      return true;
    } catch (thrown) {
      this.#complain(thrown);
      this.stop();
      return false;
    }
  }

  #deliver(): void {
    for (;;) {
      try {
        const message = this.#received.readMessage();
        if (message === null) return;
        this.#note(message);
        this.onmessage?.(message);
      } catch (thrown) {
        // A line that is no message is passed over; the next one may be.
        this.#complain(thrown);
      }
    }
  }

  #note(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if ("id" in message) this.#unanswered.add(message.id);
    const calledOff = message.method === "notifications/cancelled" ? message.params?.requestId : undefined;
    if (typeof calledOff === "string" || typeof calledOff === "number") this.#unanswered.delete(calledOff);
  }

  #complain(thrown: unknown): void {
    this.onerror?.(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }

  #endWhenAnswered(): void {
    if (this.#inputEnded && this.#unanswered.size === 0) this.stop();
  }
}
