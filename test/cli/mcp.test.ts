import { afterEach, beforeEach, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { parse } from "smol-toml";
import { FROM_SOURCE, type Sandbox, sandbox } from "../helpers/cli.ts";
import { initialize, type RpcAnswer, type RpcClient, rpcClient } from "../helpers/json-rpc.ts";

let box: Sandbox;
const children: ChildProcess[] = [];

beforeEach(() => {
  box = sandbox();
  put("MEMORY.md", "# Task Group: cart\nkey: pnpm test\nlast\n");
  put("memory_summary.md", "v1\n");
  put("skills/cart/SKILL.md", "key\n");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  box.dispose();
});

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(box.root, path)), { recursive: true });
  writeFileSync(join(box.root, path), content);
}

function serve(...args: string[]): { child: ChildProcess; client: RpcClient } {
  const child = box.start(["mcp", ...args]);
  children.push(child);
  return { child, client: rpcClient(child) };
}
const call = (client: RpcClient, name: string, args: object = {}) =>
  client.ask("tools/call", { name, arguments: args });

/** Whether a call was refused, by the protocol or by the tool; with what words. */
function refusal({ error, result }: RpcAnswer): string | undefined {
  if (error !== undefined) return error.message;
  return result?.isError === true ? JSON.stringify(result.content) : undefined;
}

test("the official client lists the three tools, read-only and with both schemas, and gets answers that fit them", async () => {
  const client = new Client({ name: "test", version: "0" });
  const [command = "", ...args] = [...box.command, "mcp"];
  await client.connect(new StdioClientTransport({ command, args, env: box.env }));
  const { tools } = await client.listTools();
  expect(tools.map((tool) => tool.name)).toEqual(["list", "read", "search"]);
  for (const tool of tools) {
    expect(tool.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(tool.inputSchema.additionalProperties).toBe(false);
    expect(tool.outputSchema?.type).toBe("object");
  }
  // The client itself checks structured content against the output schema.
  const listed = await client.callTool({ name: "list", arguments: {} });
  expect(listed.structuredContent).toEqual({
    path: "",
    entries: [
      { path: "MEMORY.md", entry_type: "file" },
      { path: "memory_summary.md", entry_type: "file" },
      { path: "skills", entry_type: "directory" },
    ],
    next_cursor: null,
    truncated: false,
  });
  const read = await client.callTool({ name: "read", arguments: { path: "MEMORY.md", line_offset: 2, max_lines: 1 } });
  expect(read.structuredContent).toEqual({
    path: "MEMORY.md",
    start_line_number: 2,
    content: "key: pnpm test\n",
    truncated: true,
  });
  expect(read.content).toEqual([{ type: "text", text: JSON.stringify(read.structuredContent) }]);
  const found = await client.callTool({ name: "search", arguments: { query: "key" } });
  expect(found.structuredContent).toMatchObject({
    matches: [
      { path: "MEMORY.md", line_number: 2, start_line_number: 2, content: "key: pnpm test\n" },
      { path: "skills/cart/SKILL.md", line_number: 1 },
    ],
    truncated: false,
  });
  await client.close();
});

test("wrong, missing and unknown arguments, blank queries and unknown tools are errors that say what is wrong", async () => {
  const { client } = serve();
  await initialize(client);
  const refusals: [string, object, string][] = [
    ["list", { path: 1 }, "path"],
    ["list", { folder: "x" }, "folder"],
    ["list", { max_results: 0 }, "max_results"],
    ["list", { cursor: "bogus" }, "unknown cursor"],
    ["list", { path: "absent" }, "does not exist"],
    ["list", { path: "MEMORY.md" }, "not a folder"],
    ["read", {}, "path"],
    ["read", { path: "MEMORY.md", line_offset: 0 }, "line_offset"],
    ["read", { path: "MEMORY.md", line_offset: 4 }, "past the end"],
    ["read", { path: "MEMORY.md", max_lines: 1.5 }, "max_lines"],
    ["read", { path: "skills" }, "not a regular file"],
    ["read", { path: "" }, "folder"],
    ["read", { path: "../memories.db" }, "leaves"],
    ["read", { path: "/etc/passwd" }, "relative"],
    ["read", { path: ".git/config" }, "hidden"],
    ["search", {}, "query"],
    ["search", { query: " " }, "blank"],
    ["search", { queries: [] }, "queries"],
    ["search", { query: "a\nb" }, "one line"],
    ["search", { query: "x", case_sensitive: "no" }, "case_sensitive"],
    ["search", { query: "x", path: "absent" }, "does not exist"],
    ["delete", { path: "MEMORY.md" }, "unknown tool"],
    ["add_ad_hoc_note", { title: "a", note: "b" }, "unknown tool"],
  ];
  for (const [tool, args, words] of refusals) expect(refusal(await call(client, tool, args)), words).toContain(words);
  expect(refusal(await client.ask("tools/call", { name: "list" }))).toBeUndefined();
  expect((await client.ask("no/such/method")).error?.code).toBe(-32601);
});

test("a client of its own making is served: pieces of messages, garbage between them, text that is not UTF-8", async () => {
  put("bytes.md", Uint8Array.of(0x61, 0xff, 0x0a));
  const { client } = serve();
  const hello = await initialize(client);
  expect(hello.result).toMatchObject({ serverInfo: { name: "memories" }, capabilities: { tools: {} } });
  client.send("this is no JSON\n[]\n\n");
  const read = JSON.stringify({
    jsonrpc: "2.0",
    id: 77,
    method: "tools/call",
    params: { name: "read", arguments: { path: "bytes.md" } },
  });
  for (const piece of [read.slice(0, 10), read.slice(10, 60), `${read.slice(60)}\r\n`]) client.send(piece);
  const next = await call(client, "read", { path: "bytes.md" });
  expect(next.result?.structuredContent).toMatchObject({ content: "a\uFFFD\n" });
  expect(client.strays).toMatchObject([{ id: 77, result: { structuredContent: { content: "a\uFFFD\n" } } }]);
});

test("requests that were sent before the input ended are still answered, then the server ends", async () => {
  const lines = [
    {
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "0" } },
    },
    { id: 2, method: "tools/call", params: { name: "search", arguments: { query: "key" } } },
  ];
  const result = box.run(["mcp"], {
    input: lines.map((line) => `${JSON.stringify({ jsonrpc: "2.0", ...line })}\n`).join(""),
  });
  expect(result.exit).toBe(0);
  expect(
    result.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id),
  ).toEqual([1, 2]);
  expect(result.stderr).toBe("");
});

test("a client that vanishes ends the server, whichever stream goes first", async () => {
  const first = serve();
  await initialize(first.client);
  first.child.stdin?.end();
  expect(await once(first.child, "exit")).toEqual([0, null]);

  const second = serve();
  await initialize(second.client);
  second.child.stdout?.destroy();
  for (let n = 0; n < 50; n += 1) second.client.tell("notifications/initialized");
  void call(second.client, "search", { query: "key" });
  expect(await once(second.child, "exit")).toEqual([0, null]);
});

test("signals end the server with their code", async () => {
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    const { child, client } = serve();
    await initialize(client);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([code, null]);
  }
});

test("folders and files that are swapped for links while it runs never show what lies outside", async () => {
  const outside = join(box.dir, "outside");
  mkdirSync(join(outside, "cart"), { recursive: true });
  for (const path of ["cart/SKILL.md", "MEMORY.md"]) writeFileSync(join(outside, path), "SECRET key\n");
  const swap = spawn(process.execPath, ["-e", SWAPPER, box.root, outside], { stdio: ["pipe", "ignore", "inherit"] });
  children.push(swap);
  const { client } = serve();
  await initialize(client);
  let answered = 0;
  for (let n = 0; n < 300; n += 1) {
    const answers = await Promise.all([
      call(client, "read", { path: "skills/cart/SKILL.md" }),
      call(client, "read", { path: "MEMORY.md" }),
      call(client, "search", { query: "key" }),
      call(client, "list", { path: "skills/cart" }),
    ]);
    expect(JSON.stringify(answers)).not.toContain("SECRET");
    answered += answers.filter((answer) => refusal(answer) === undefined).length;
  }
  // The files were really there now and then.
  expect(answered).toBeGreaterThan(100);
  swap.kill();
});

/** Puts links to outside in the place of a folder and a file and takes them away again, as fast as it can. */
const SWAPPER = `
const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
const [root, outside] = process.argv.slice(-2);
process.stdin.on("end", () => process.exit()).resume();
const turn = () => {
  for (const [name, target] of [["skills", outside], ["MEMORY.md", outside + "/MEMORY.md"]]) {
    renameSync(root + "/" + name, root + "/../" + name + ".aside");
    symlinkSync(target, root + "/" + name);
    unlinkSync(root + "/" + name);
    renameSync(root + "/../" + name + ".aside", root + "/" + name);
  }
  setImmediate(turn);
};
turn();
`;

test("a root that is swapped for a link is not followed", async () => {
  const { client } = serve();
  await initialize(client);
  expect((await call(client, "read", { path: "MEMORY.md" })).result?.isError).toBeUndefined();
  const outside = join(box.dir, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "MEMORY.md"), "SECRET");
  renameSync(box.root, join(box.dir, "aside"));
  symlinkSync(outside, box.root);
  expect(refusal(await call(client, "read", { path: "MEMORY.md" }))).toContain("cannot be opened");
  rmSync(box.root);
});

test("the note tool is there on request only, writes one private file, and redacts it", async () => {
  const { client } = serve("--allow-notes");
  await initialize(client);
  const tools = (await client.ask("tools/list")).result?.tools as {
    name: string;
    annotations: { readOnlyHint: boolean };
  }[];
  expect(tools.map((tool) => [tool.name, tool.annotations.readOnlyHint])).toEqual([
    ["list", true],
    ["read", true],
    ["search", true],
    ["add_ad_hoc_note", false],
  ]);
  const note = await call(client, "add_ad_hoc_note", { title: "Deploys", note: "Blue first." });
  const path = String((note.result?.structuredContent as { path: string } | undefined)?.path);
  expect(path).toMatch(/^extensions\/ad_hoc\/notes\/2026-11-23T12-00-\d\d-deploys\.md$/);
  expect(readFileSync(join(box.root, path), "utf8")).toBe("# Deploys\n\nBlue first.\n");
  expect(existsSync(join(box.root, "extensions/ad_hoc/instructions.md"))).toBe(true);
  for (const args of [
    { title: "x" },
    { title: " ", note: "x" },
    { title: "x", note: "" },
    { title: "x", note: "y", path: "z" },
  ]) {
    expect(refusal(await call(client, "add_ad_hoc_note", args))).toBeDefined();
  }
  expect(readdirSync(join(box.root, "extensions/ad_hoc/notes")).length).toBe(1);
});

interface Listed {
  readonly entries: readonly { readonly path: string }[];
}
interface Found {
  readonly matches: readonly { readonly path: string }[];
}

test("what lies there only while a consolidation runs is neither listed, found nor read", async () => {
  put("phase2_workspace_diff.md", "key in the diff\n");
  const { client } = serve();
  await initialize(client);
  const listed = (await call(client, "list")).result?.structuredContent as Listed | undefined;
  expect(listed?.entries.map(({ path }) => path)).toEqual(["MEMORY.md", "memory_summary.md", "skills"]);
  const found = (await call(client, "search", { query: "key" })).result?.structuredContent as Found | undefined;
  expect(found?.matches.map(({ path }) => path)).toEqual(["MEMORY.md", "skills/cart/SKILL.md"]);
  expect(refusal(await call(client, "read", { path: "phase2_workspace_diff.md" }))).toContain("not memory");
});

test("serving reads nothing into being: no home, no database", async () => {
  const empty = join(box.dir, "nowhere");
  const child = box.start(["mcp", "--home", empty]);
  children.push(child);
  const client = rpcClient(child);
  await initialize(client);
  expect((await call(client, "list")).result?.structuredContent).toMatchObject({ entries: [] });
  child.stdin?.end();
  await once(child, "exit");
  expect(existsSync(empty)).toBe(false);
});

test("--print-config gives the snippet of each client, with the absolute path of this program", () => {
  const snippet = (...args: string[]) => box.run(["mcp", "--print-config", ...args]).stdout;
  const [command = "", ...first] = box.command;
  const words = [...first, "mcp"];
  const server = { command, args: words };
  expect(parse(snippet("codex"))).toEqual({ mcp_servers: { memories: server } });
  expect(JSON.parse(snippet("claude-code"))).toEqual({ mcpServers: { memories: { type: "stdio", ...server } } });
  expect(JSON.parse(snippet("cursor"))).toEqual({ mcpServers: { memories: server } });
  expect(JSON.parse(snippet("vscode", "--allow-notes", "--root", "/srv/memory"))).toEqual({
    servers: {
      memories: { type: "stdio", ...server, args: [...words, "--allow-notes", "--root", "/srv/memory"] },
    },
  });
  for (const client of ["gemini-cli", "qwen-code"]) {
    expect(JSON.parse(snippet(client))).toEqual({ mcpServers: { memories: server } });
  }
  for (const client of ["opencode", "kilo"]) {
    const command = [server.command, ...server.args];
    expect(JSON.parse(snippet(client))).toEqual({ mcp: { memories: { type: "local", command, enabled: true } } });
  }
  expect(JSON.parse(snippet("pi"))).toEqual({ mcpServers: { memories: { ...server, exposure: "direct" } } });
  const copilot = { type: "local", ...server, tools: ["*"] };
  expect(JSON.parse(snippet("copilot"))).toEqual({ mcpServers: { memories: copilot } });
  expect(JSON.parse(snippet("cline"))).toEqual({ mcpServers: { memories: { type: "stdio", ...server } } });
  const elsewhere = box.run(["mcp", "--print-config", "cursor"], { env: { MEMORIES_HOME: "/srv/home" } }).stdout;
  expect(JSON.parse(elsewhere).mcpServers.memories.args).toEqual([...words, "--home", "/srv/home"]);

  expect(box.run(["mcp", "--print-config", "emacs"]).exit).toBe(2);
});

test("from source, the snippet names the runtime and the entry", () => {
  const source = sandbox({ program: FROM_SOURCE });
  const { mcpServers } = JSON.parse(source.run(["mcp", "--print-config", "cursor"]).stdout);
  source.dispose();
  const [command, ...first] = FROM_SOURCE;
  expect(mcpServers.memories).toEqual({ command, args: [...first, "mcp"] });
});
