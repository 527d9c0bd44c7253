import { AGENT_NAMES, type AgentName } from "../agents/agent-name.ts";
import { jsonSnippet } from "./json-snippet.ts";
import type { OwnCommand } from "./own-command.ts";

/** Programs whose configuration can name an MCP server: the agents, and an editor that shares its own with them. */
export const MCP_CLIENTS = [...AGENT_NAMES, "vscode"] as const;
export type McpClient = AgentName | "vscode";

/**
 * The lines that register the server in a client's own shape (`MCP_PLACES`), with the switches without which its models
 * never see the tools: TOML for Codex, JSON for all others.
 */
export function renderMcpSnippet(client: McpClient, { command, args }: OwnCommand): string {
  const bare = { command, args };
  switch (client) {
    case "codex":
      return `[mcp_servers.memories]\ncommand = ${JSON.stringify(command)}\nargs = ${JSON.stringify(args)}\n`;
    case "claude-code":
    case "cline":
      return servers({ type: "stdio", ...bare });
    case "gemini-cli":
    case "qwen-code":
    case "cursor":
      return servers(bare);
    case "opencode":
    case "kilo":
      return jsonSnippet({ mcp: { memories: { type: "local", command: [command, ...args], enabled: true } } });
    case "pi":
      // Without it the server is reached through a tool that no model looks into.
      return servers({ ...bare, exposure: "direct" });
    case "copilot":
      return servers({ type: "local", ...bare, tools: ["*"] });
    case "vscode":
      return jsonSnippet({ servers: { memories: { type: "stdio", ...bare } } });
  }
}

/** The file of each client that the lines belong into, for a person. */
export const MCP_PLACES: Readonly<Record<McpClient, string>> = {
  codex: "~/.codex/config.toml",
  "claude-code": "~/.claude.json, or .mcp.json of a project",
  "gemini-cli": "~/.gemini/settings.json",
  "qwen-code": "~/.qwen/settings.json",
  opencode: "~/.config/opencode/opencode.json",
  kilo: "~/.config/kilo/kilo.json",
  pi: "~/.pi/agent/mcp.json",
  copilot: "~/.copilot/mcp-config.json",
  cursor: "~/.cursor/mcp.json",
  cline: "~/.cline/data/settings/cline_mcp_settings.json",
  vscode: ".vscode/mcp.json",
};

function servers(memories: object): string {
  return jsonSnippet({ mcpServers: { memories } });
}
