import { createInterface } from "node:readline";

/**
 * A tiny MCP server of another product, over stdio: a tool that says it only reads, one that writes. Its notes live in
 * memory, so that a run leaves nothing behind.
 */
const notes = ["deploys freeze on Fridays after 15:00", "the staging database is rebuilt every night at 02:00"];
const text = (name: string) => ({ type: "object", properties: { [name]: { type: "string" } }, required: [name] });
const hints = (readOnlyHint: boolean) => ({ readOnlyHint, destructiveHint: false, openWorldHint: false });
const tools = [
  {
    name: "search_notes",
    description: "Search the team notes.",
    inputSchema: text("query"),
    annotations: hints(true),
  },
  {
    name: "add_note",
    description: "Add a line to the team notes.",
    inputSchema: text("text"),
    annotations: hints(false),
  },
];

interface Request {
  readonly id?: number;
  readonly method: string;
  readonly params: {
    readonly protocolVersion?: string;
    readonly name?: string;
    readonly arguments?: { readonly query?: string; readonly text?: string };
  };
}

function result({ method, params }: Request): object {
  if (method === "initialize")
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "team-notes", version: "1.0.0" },
    };
  if (method === "tools/list") return { tools };
  return method === "tools/call" ? called(params.name ?? "", params.arguments ?? {}) : {};
}

function called(name: string, args: { readonly query?: string; readonly text?: string }): object {
  const said = (words: string, isError: boolean) => ({ content: [{ type: "text", text: words }], isError });
  if (name === "add_note") {
    notes.push(args.text ?? "");
    return said(`note ${notes.length} added`, false);
  }
  const query = args.query ?? "";
  if (query === "") return said("the query is empty", true);
  const found = notes.filter((note) => note.toLowerCase().includes(query.toLowerCase()));
  return said(found.join("\n") || "no note found", false);
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const request: Request = JSON.parse(line);
  if (request.id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: request.id, result: result(request) })}\n`);
});
