import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { FROM_SOURCE, type Sandbox, sandbox } from "../helpers/cli.ts";

// The build takes out of the SDK what the server does not need; nobody who talks to it may notice.

let box: Sandbox;
let built: Sandbox;
beforeEach(() => {
  [box, built] = [sandbox({ program: FROM_SOURCE }), sandbox()];
  put("MEMORY.md", "# Task Group: cart\nkey: pnpm test\nlast\n");
  put("skills/cart/SKILL.md", "key\n");
  cpSync(box.root, built.root, { recursive: true });
});
afterEach(() => {
  box.dispose();
  built.dispose();
});

function put(path: string, content: string): void {
  mkdirSync(dirname(join(box.root, path)), { recursive: true });
  writeFileSync(join(box.root, path), content);
}

const rpc = (message: object) => JSON.stringify({ jsonrpc: "2.0", ...message });
const clientInfo = { name: "x", version: "0", icons: [{ src: "y", theme: "dark" }] };
const hello = (protocolVersion: unknown, capabilities: unknown = {}) =>
  rpc({ id: `hello ${protocolVersion}`, method: "initialize", params: { protocolVersion, capabilities, clientInfo } });
const call = (params: unknown, id: number) => rpc({ id: 100 + id, method: "tools/call", params });

const SESSIONS: Readonly<Record<string, readonly string[]>> = {
  "before it is initialized": [
    rpc({ id: 1, method: "ping" }),
    rpc({ id: 2, method: "tools/list" }),
    call({ name: "list" }, 3),
  ],
  "with every version": ["2025-11-25", "2025-06-18", "2024-10-07", "1999-01-01", 7].map((version) => hello(version)),
  "with capabilities that are right and wrong": [
    hello("2025-06-18", { sampling: { tools: {} }, elicitation: {}, tasks: { list: {} }, extensions: { "a/b": {} } }),
    ...[{ elicitation: 5 }, { experimental: { a: 1 } }, { roots: { listChanged: "x" } }, null].map((wrong, n) =>
      hello(`1999-01-0${n}`, wrong),
    ),
    rpc({ id: 2, method: "initialize" }),
  ],
  "with each tool": [
    hello("2025-06-18"),
    rpc({ method: "notifications/initialized" }),
    rpc({ id: 1, method: "tools/list" }),
    ...[
      { name: "list", arguments: { path: "skills" } },
      { name: "list", arguments: { folder: "x", max_results: 0 } },
      { name: "read", arguments: { path: "MEMORY.md", line_offset: 2 } },
      { name: "read", arguments: { path: 5 } },
      { name: "search", arguments: { query: "key", context_lines: 1 } },
      { name: "search", arguments: { query: " ", case_sensitive: "no" } },
      { name: "list", arguments: {}, task: { ttl: 5 } },
    ].map(call),
  ],
  "with what is wrong, unknown or not asked of a server": [
    ...[{ name: "delete" }, { name: 5 }, {}, undefined, { name: "list", arguments: "x" }].map(call),
    ...["no/such", "resources/list", "logging/setLevel", "completion/complete", "tasks/get", "roots/list"].map(
      (method) => rpc({ id: method, method, params: {} }),
    ),
    ...["cancelled", "progress", "initialized", "unknown"].map((name) =>
      rpc({ method: `notifications/${name}`, params: { _meta: 5 } }),
    ),
    "nonsense",
    "[]",
    rpc({ id: null, method: "ping" }),
    rpc({ id: 1, method: "ping", extra: 1 }),
    rpc({ id: 1, result: {} }),
    rpc({ id: 1, error: { code: 1.5, message: 2 } }),
    rpc({ id: "last", method: "ping" }),
  ],
};

for (const [name, lines] of Object.entries(SESSIONS)) {
  test(`the binary and the source say the same ${name}`, () => {
    const input = lines.map((line) => `${line}\n`).join("");
    const [fromSource, fromBinary] = [box, built].map(({ run }) => {
      const { stdout, ...end } = run(["mcp", "--allow-notes"], { input });
      // What is asked at once is answered as it gets ready.
      return { ...end, answers: stdout.trim().split("\n").toSorted() };
    });
    expect(fromSource?.answers.length).toBeGreaterThan(2);
    expect(fromBinary).toEqual(fromSource);
  });
}

test("the official client lists the tools of the binary, calls each, and finds the answers to fit their schemas", async () => {
  const client = new Client({ name: "test", version: "0" });
  const [command = ""] = built.command;
  await client.connect(
    new StdioClientTransport({ command, args: ["mcp", "--allow-notes"], env: built.env, cwd: built.dir }),
  );
  const { tools } = await client.listTools();
  expect(tools.map((tool) => tool.name)).toEqual(["list", "read", "search", "add_ad_hoc_note"]);
  const calls: [string, Record<string, unknown>][] = [
    ["list", {}],
    ["read", { path: "MEMORY.md" }],
    ["search", { query: "key" }],
    ["add_ad_hoc_note", { title: "Deploys", note: "Blue first." }],
  ];
  for (const [name, args] of calls) expect((await client.callTool({ name, arguments: args })).isError).toBeUndefined();
  await client.close();
});
