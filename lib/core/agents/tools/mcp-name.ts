/** A tool of an MCP server. */
export interface McpName {
  readonly server: string;
  readonly tool: string;
}

/** The name under which this program's own server is set up. */
export const OWN_SERVER = "memories";

/** `mcp__memories__search`: Claude Code, Qwen Code, pi. */
export function doubleUnderscoreName(name: string): McpName | undefined {
  return name.startsWith("mcp__") ? split(name.slice("mcp__".length), "__") : undefined;
}

/** `mcp_memories_search` (Gemini CLI, Cursor), and the form with double underscores. */
export function singleUnderscoreName(name: string): McpName | undefined {
  if (name.startsWith("mcp__")) return doubleUnderscoreName(name);
  return name.startsWith("mcp_") ? split(name.slice("mcp_".length), "_") : undefined;
}

/** `memories__search`: Cline. */
export function serverFirstName(name: string): McpName | undefined {
  return doubleUnderscoreName(name) ?? split(name, "__");
}

/** `memories_search` (OpenCode), `memories-search` (Copilot): whatever is joined and none of the product's own tools. */
export function joinedName(separator: "_" | "-", own: ReadonlySet<string>): (name: string) => McpName | undefined {
  return (name) => (own.has(name) ? undefined : (doubleUnderscoreName(name) ?? split(name, separator)));
}

function split(name: string, separator: string): McpName | undefined {
  const own = `${OWN_SERVER}${separator}`;
  const at = name.startsWith(own) ? OWN_SERVER.length : name.indexOf(separator, 1);
  const tool = name.slice(at + separator.length);
  return at < 1 || tool === "" ? undefined : { server: name.slice(0, at), tool };
}
