import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as untouched from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { withLateSchemas } from "../../scripts/lean-sdk.ts";
import { TOP } from "../helpers/cli.ts";

const dir = mkdtempSync(join(tmpdir(), "memories-sdk-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const source = readFileSync(Bun.resolveSync("@modelcontextprotocol/sdk/types.js", TOP), "utf8");

test("every schema of the protocol, made late, describes, takes and refuses the same", async () => {
  symlinkSync(join(TOP, "node_modules"), join(dir, "node_modules"));
  writeFileSync(join(dir, "types.mjs"), withLateSchemas(source) ?? "");
  const rewritten: Record<string, unknown> = await import(join(dir, "types.mjs"));
  expect(Object.keys(rewritten)).toEqual(Object.keys(untouched));
  const schemas = Object.entries(untouched).filter(([name]) => name.endsWith("Schema")) as [string, z.ZodType][];
  expect(schemas.length).toBeGreaterThan(100);
  for (const [name, schema] of schemas) {
    const other = rewritten[name] as z.ZodType;
    for (const io of ["input", "output"] as const) {
      const options = { io, unrepresentable: "any" } as const;
      expect(z.toJSONSchema(other, options), name).toEqual(z.toJSONSchema(schema, options));
    }
    for (const value of VALUES) expect(verdict(other, value), name).toEqual(verdict(schema, value));
  }
});

const verdict = (schema: z.ZodType, value: unknown) => {
  const { success, data, error } = schema.safeParse(value);
  return { success, data, issues: error?.issues };
};

const text = { type: "text", text: "x", annotations: { audience: ["user"] } };
const implementation = { name: "x", version: "0", icons: [{ src: "y", theme: "dark" }] };
const VALUES: readonly unknown[] = [
  undefined,
  null,
  "x",
  7,
  "debug",
  [],
  {},
  text,
  implementation,
  { _meta: { progressToken: 1 }, content: [text], structuredContent: { a: 1 }, isError: 5 },
  { protocolVersion: "2025-06-18", capabilities: { elicitation: {}, roots: { listChanged: 1 } } },
  { jsonrpc: "2.0", id: 1, method: "ping" },
  { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "list", arguments: {}, task: { ttl: 1 } } },
  { jsonrpc: "2.0", id: {}, method: "tools/list", params: { cursor: 5 } },
  { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1, reason: "r" } },
  { jsonrpc: "2.0", id: 1, result: { tools: [{ name: "a", inputSchema: { type: "object" } }] } },
  { jsonrpc: "2.0", id: 1, error: { code: 1.5, message: "x" } },
  { method: "initialize", params: { protocolVersion: "1", capabilities: {}, clientInfo: implementation } },
];

test("an SDK that is written in another way is not taken", () => {
  expect(withLateSchemas("")).toBeUndefined();
  expect(withLateSchemas("export const version = 1;\n")).toBeUndefined();
  expect(withLateSchemas(source.replace("export const RequestSchema =", "export const RequestSchema/**/ ="))).toBe(
    undefined,
  );
});
