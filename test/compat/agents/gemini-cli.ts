import type { AgentDriver } from "./agent-driver.ts";
import { lastJson } from "./session-ids.ts";

const ALLOWED = ["--yolo", "--skip-trust"];

/** Gemini CLI, against `generateContent`. */
export const geminiCli: AgentDriver = {
  name: "gemini-cli",
  folder: ".gemini",
  headlessSource: "untold",
  showsExit: true,
  environment: (port) => ({
    GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`,
    GEMINI_API_KEY: "dummy-key",
    NO_BROWSER: "1",
  }),
  prepare(home) {
    const settings = {
      security: { auth: { selectedType: "gemini-api-key" } },
      privacy: { usageStatisticsEnabled: false },
      general: { disableAutoUpdate: true, disableUpdateNag: true },
      mcpServers: { memories: { command: "memories", args: ["mcp"], trust: true } },
    };
    home.write(".gemini/settings.json", JSON.stringify(settings));
  },
  headless: (text, resume) => [
    ...ALLOWED,
    "-o",
    "json",
    ...(resume === undefined ? [] : ["--resume", resume]),
    "-p",
    text,
  ],
  sessionId: ({ stdout }) => lastJson(stdout, "session_id"),
  interactive: { args: ALLOWED, ready: /Type your message/, quit: "/quit" },
  shell: (command) => ({ name: "run_shell_command", args: { command, description: "Run a command" } }),
  searchMemory: (query) => [{ name: "mcp_memories_search", args: { query } }],
  aside({ system }) {
    const complexity = '{"complexity_reasoning": "Several files.", "complexity_score": 85}';
    return system.includes("complexity_score") ? complexity : undefined;
  },
};
