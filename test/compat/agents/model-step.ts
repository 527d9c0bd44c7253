/** A call of a tool, by the client's own name for it. */
export interface ToolCall {
  readonly name: string;
  readonly args: object;
}

/** What the model answers to one request. */
export interface ModelStep {
  readonly say?: string;
  readonly calls?: readonly ToolCall[];
}

/** What a request says, whatever the dialect. */
export interface AskedOfModel {
  readonly model: string;
  /** Whether the answer is awaited as a stream of events. */
  readonly isStreamed: boolean;
  readonly tools: readonly string[];
  readonly system: string;
  readonly messages: readonly string[];
  /** The JSON schema that the answer must keep to. */
  readonly schema: Schema | undefined;
}

/** As much of a JSON schema as an answer of the smallest value needs. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** One answer, as bytes of the dialect. */
export interface WireAnswer {
  readonly type: "application/json" | "text/event-stream";
  readonly body: string;
}

/** A protocol between a client and its model. */
export interface Dialect {
  readonly path: RegExp;
  read(path: string, body: string): AskedOfModel;
  write(asked: AskedOfModel, step: ModelStep, id: (prefix: string) => string): WireAnswer;
}

/** All text in a piece of a request, however it is wrapped. */
export function textIn(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(textIn).join("\n");
  if (typeof content !== "object" || content === null) return "";
  return Object.values(content).map(textIn).join("\n");
}

/** Server-sent events; a name stands above its data where there is one. */
export function events(list: readonly (readonly [name: string | undefined, data: object | string])[]): WireAnswer {
  const body = list.map(([name, data]) => {
    const line = `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
    return name === undefined ? line : `event: ${name}\n${line}`;
  });
  return { type: "text/event-stream", body: body.join("") };
}

export function json(body: object): WireAnswer {
  return { type: "application/json", body: JSON.stringify(body) };
}
