/** Programs whose configuration can name an MCP server. */
export const MCP_CLIENTS = ["codex", "claude-code", "cursor", "vscode"] as const;
export type McpClient = (typeof MCP_CLIENTS)[number];

/** How the server is started. */
export interface McpCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** The lines that register the server: TOML for `~/.codex/config.toml`, else JSON for the client's `mcp.json`. */
export function renderMcpSnippet(client: McpClient, { command, args }: McpCommand): string {
  switch (client) {
    case "codex":
      return `[mcp_servers.memories]\ncommand = ${JSON.stringify(command)}\nargs = ${JSON.stringify(args)}\n`;
    case "claude-code":
      return json({ mcpServers: { memories: { type: "stdio", command, args } } });
    case "cursor":
      return json({ mcpServers: { memories: { command, args } } });
    case "vscode":
      return json({ servers: { memories: { type: "stdio", command, args } } });
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
