import { expect, test } from "bun:test";
import { FORMATS } from "../../../../lib/core/agents/formats.ts";

test("the five spellings of a tool of ours are one", () => {
  const ours = { server: "memories", tool: "search" };
  expect(FORMATS["claude-code"].mcpName("mcp__memories__search")).toEqual(ours);
  expect(FORMATS["qwen-code"].mcpName("mcp__memories__search")).toEqual(ours);
  expect(FORMATS.pi.mcpName("mcp__memories__search")).toEqual(ours);
  expect(FORMATS["gemini-cli"].mcpName("mcp_memories_search")).toEqual(ours);
  expect(FORMATS.opencode.mcpName("memories_search")).toEqual(ours);
  expect(FORMATS.copilot.mcpName("memories-search")).toEqual(ours);
  expect(FORMATS.cline.mcpName("memories__search")).toEqual(ours);
});

test("the products' own tools are none of a server", () => {
  expect(FORMATS["claude-code"].mcpName("WebSearch")).toBeUndefined();
  expect(FORMATS["gemini-cli"].mcpName("run_shell_command")).toBeUndefined();
  expect(FORMATS.opencode.mcpName("bash")).toBeUndefined();
  expect(FORMATS.copilot.mcpName("local_shell")).toBeUndefined();
  expect(FORMATS.cline.mcpName("run_commands")).toBeUndefined();
});
