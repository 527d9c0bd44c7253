import "./interpret-schemas.ts";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool,
} from "@modelcontextprotocol/sdk/types.js";
import type { jsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/types.js";
import { z } from "zod";
import { MemoriesError } from "../../core/errors.ts";
import { checkArguments } from "../../core/memory-read/check-arguments.ts";
import { type ClientStreams, StreamTransport } from "./stream-transport.ts";

/** A tool as data: what it takes, what it gives, and what it does. */
export interface ServedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly effect: "reads" | "adds";
  /** Gets checked arguments. A `MemoriesError` goes back to the model as an error it can act on. */
  readonly call: (input: never) => object | Promise<object>;
}

export interface ServeOptions {
  readonly name: string;
  readonly version: string;
  /** Told to the client at the start. */
  readonly instructions: string;
  /** Asked for when a client first wants to know or call them: the first answer of a session needs none. */
  readonly tools: () => Promise<readonly ServedTool[]>;
  readonly streams: ClientStreams;
  readonly signal: AbortSignal;
  /** What the protocol's layer complains about, for the log. */
  readonly onProblem: (message: string) => void;
}

/** The SDK validates only what it asks users in forms; its validator is slow to make and this server asks nothing. */
const NO_VALIDATOR: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: "nothing is validated here" }),
};

/** Serves the tools to one client until it is gone or `signal` aborts. */
export async function serveTools(options: ServeOptions): Promise<void> {
  // The plain server takes schemas and arguments as they are; the higher-level one drops unknown arguments silently.
  const server = new Server(
    { name: options.name, version: options.version },
    { capabilities: { tools: {} }, instructions: options.instructions, jsonSchemaValidator: NO_VALIDATOR },
  );
  server.onerror = (error) => options.onProblem(error.message);
  let asked: Promise<readonly ServedTool[]> | undefined;
  const tools = () => {
    asked ??= options.tools();
    return asked;
  };
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: (await tools()).map(describe) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = (await tools()).find(({ name }) => name === params.name);
    if (tool === undefined) {
      const known = (await tools()).map(({ name }) => name).join(", ");
      throw new McpError(ErrorCode.InvalidParams, `unknown tool: ${JSON.stringify(params.name)}; known are ${known}`);
    }
    return answer(tool, params.arguments);
  });
  const transport = new StreamTransport(options.streams);
  options.signal.addEventListener("abort", () => transport.stop(), { once: true });
  await server.connect(transport);
  await transport.over;
  await server.close();
}

function describe(tool: ServedTool): Tool {
  const readsOnly = tool.effect === "reads";
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema(tool.input),
    outputSchema: objectSchema(tool.output),
    annotations: {
      readOnlyHint: readsOnly,
      destructiveHint: false,
      idempotentHint: readsOnly,
      openWorldHint: false,
    },
  };
}

function objectSchema(shape: z.ZodObject): Tool["inputSchema"] {
  return { ...z.toJSONSchema(shape), type: "object" as const } as Tool["inputSchema"];
}

async function answer(tool: ServedTool, given: unknown): Promise<CallToolResult> {
  try {
    const structured = await tool.call(checkArguments(tool.input, given) as never);
    return {
      content: [{ type: "text", text: JSON.stringify(structured) }],
      structuredContent: { ...structured },
    };
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    const text = thrown.hint === undefined ? thrown.message : `${thrown.message} (${thrown.hint})`;
    return { content: [{ type: "text", text }], isError: true };
  }
}
