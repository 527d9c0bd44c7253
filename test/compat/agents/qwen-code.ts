import type { AgentDriver } from "./agent-driver.ts";
import { lastJson } from "./session-ids.ts";

const ALLOWED = ["--yolo", "--auth-type", "openai"];

/** Qwen Code, against Chat Completions. */
export const qwenCode: AgentDriver = {
  name: "qwen-code",
  folder: ".qwen",
  headlessSource: "untold",
  showsExit: false,
  environment: (port) => ({
    OPENAI_API_KEY: "dummy-key",
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    OPENAI_MODEL: "qwen3-coder-plus",
  }),
  prepare(home) {
    const settings = {
      security: { auth: { selectedType: "openai" } },
      privacy: { usageStatisticsEnabled: false },
      general: { disableAutoUpdate: true, enableAutoUpdate: false },
      mcpServers: { memories: { command: "memories", args: ["mcp"], trust: true } },
    };
    home.write(".qwen/settings.json", JSON.stringify(settings));
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
  shell: (command) => ({
    name: "run_shell_command",
    args: { command, description: "Run a command", is_background: false },
  }),
  searchMemory: (query) => [
    { name: "tool_search", args: { query: "select:mcp__memories__search" } },
    { name: "mcp__memories__search", args: { query } },
  ],
  aside({ messages }) {
    const isOfItsOwnMemory = /managed memory|Existing memory files|ONLY the suggestion/.test(messages.at(-1) ?? "");
    return isOfItsOwnMemory ? "Nothing." : undefined;
  },
};
