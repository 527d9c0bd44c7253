import type { AgentDriver } from "./agent-driver.ts";
import { lastJson } from "./session-ids.ts";

/** Its automatic mode asks a server of its own, which is not here. */
const ALLOWED = ["--permission-mode", "default", "--allowedTools", "Bash,ToolSearch,mcp__memories__search"];

/** Claude Code, against Anthropic's Messages API. */
export const claudeCode: AgentDriver = {
  name: "claude-code",
  folder: ".claude",
  headlessSource: "exec",
  showsExit: true,
  environment: (port) => ({
    ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
    ANTHROPIC_AUTH_TOKEN: "dummy-token",
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  }),
  prepare(home, project) {
    const trusted = { [project]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } };
    const mcpServers = { memories: { type: "stdio", command: "memories", args: ["mcp"] } };
    const settings = { hasCompletedOnboarding: true, theme: "dark", projects: trusted, mcpServers };
    home.write(".claude.json", JSON.stringify(settings));
  },
  headless: (text, resume) => [
    "-p",
    text,
    "--output-format",
    "json",
    ...ALLOWED,
    ...(resume === undefined ? [] : ["--resume", resume]),
  ],
  sessionId: ({ stdout }) => lastJson(stdout, "session_id"),
  interactive: { args: ALLOWED, ready: /shortcuts|for agents|❯/, quit: "/exit" },
  shell: (command) => ({ name: "Bash", args: { command, description: "Run a command" } }),
  searchMemory: (query) => [
    { name: "ToolSearch", args: { query: "select:mcp__memories__search", max_results: 5 } },
    { name: "mcp__memories__search", args: { query } },
  ],
};
