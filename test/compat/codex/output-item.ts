import type { Item } from "./plan.ts";

/** As much of a request of the Responses API as the scripted model looks at. */
export interface ModelRequest {
  readonly instructions?: string;
  readonly tools?: readonly ToolSpec[];
  readonly input?: readonly InputItem[];
}

export interface InputItem {
  readonly type?: string;
  readonly role?: string;
  readonly content?: readonly { readonly type?: string; readonly text?: string }[];
  readonly output?: unknown;
  readonly tools?: readonly ToolSpec[];
}

interface ToolSpec {
  readonly type?: string;
  readonly name?: string;
  readonly tools?: readonly ToolSpec[];
}

/** What a code-mode script prints of a command's result `r`. */
const PRINTS = { all: "text(JSON.stringify(r));", output: "text(r.output);", nothing: "" };
const WAIT_FOR_OUTPUT_MS = 10_000;
const OPAQUE_WORDS = 40;

/** The output item that a model with the tools of this request would send for a scripted item. */
export function outputItem(item: Item, request: ModelRequest, id: (prefix: string) => string): object {
  const inCodeMode = offersCodeMode(request);
  const call = (name: string, args: object, namespace?: string) => ({
    type: "function_call",
    id: id("fc"),
    call_id: id("call"),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    arguments: JSON.stringify(args),
  });
  const custom = (name: string, input: string) => ({
    type: "custom_tool_call",
    id: id("ctc"),
    call_id: id("call"),
    name,
    input,
  });
  if (typeof item === "string") return message(id("msg"), item, "final_answer");
  if ("say" in item) return message(id("msg"), item.say, item.phase);
  if ("think" in item) return reasoning(id("rs"), item.think);
  if ("run" in item) {
    if (!inCodeMode) return call("exec_command", { cmd: item.run, yield_time_ms: WAIT_FOR_OUTPUT_MS });
    const script = `const r = await tools.exec_command(${JSON.stringify({ cmd: item.run })});`;
    return custom("exec", `${script}\n${PRINTS[item.show ?? "all"]}`.trimEnd());
  }
  if ("js" in item) return custom("exec", item.js);
  if ("patch" in item) {
    if (!inCodeMode) return custom("apply_patch", item.patch);
    return custom("exec", `text(await tools.apply_patch(${JSON.stringify(item.patch)}));`);
  }
  if ("mcp" in item) {
    const [server, tool, args = {}] = item.mcp;
    if (!inCodeMode) return call(tool, args, namespaceOf(server, request));
    const script = `const r = await tools.mcp__${server}__${tool}(${JSON.stringify(args)});`;
    return custom("exec", `${script}\ntext(JSON.stringify(r));`);
  }
  if ("ask" in item) return call("request_user_input", { questions: item.ask }, inCodeMode ? "functions" : undefined);
  if ("search" in item) {
    const action = { type: "search", query: item.search };
    return { type: "web_search_call", id: id("ws"), status: "completed", action };
  }
  return call(item.call, item.args ?? {}, item.namespace);
}

/** Whether the tools of this request are called from JavaScript: `exec`, and no command tool of its own. */
export function offersCodeMode(request: ModelRequest): boolean {
  const names = offeredNames(request);
  return names.has("exec") && !names.has("exec_command");
}

function offeredNames(request: ModelRequest): Set<string | undefined> {
  const tools = offered(request);
  return new Set(
    tools.flatMap((tool) => (tool.type === "namespace" ? (tool.tools ?? []).map(({ name }) => name) : [tool.name])),
  );
}

/** The namespace of a server's tools, which versions spell with and without underscores at the end. */
function namespaceOf(server: string, request: ModelRequest): string {
  const plain = `mcp__${server}`;
  return offered(request).find(({ name }) => name === `${plain}__`)?.name ?? plain;
}

function offered(request: ModelRequest): readonly ToolSpec[] {
  const extra = (request.input ?? []).filter(({ type }) => type === "additional_tools");
  return [...(request.tools ?? []), ...extra.flatMap(({ tools }) => tools ?? [])];
}

function message(id: string, text: string, phase: string | undefined): object {
  const content = [{ type: "output_text", text }];
  return { type: "message", role: "assistant", id, ...(phase === undefined ? {} : { phase }), content };
}

function reasoning(id: string, text: string): object {
  const opaque = Buffer.from("opaque ".repeat(OPAQUE_WORDS)).toString("base64");
  return { type: "reasoning", id, summary: [{ type: "summary_text", text }], encrypted_content: opaque };
}
