import { basename, dirname, join } from "node:path";
import type { AgentDriver } from "./agent-driver.ts";
import { newestUnder } from "./session-ids.ts";

const ALLOWED = ["--allow-all-tools", "--allow-all-paths"];

/** GitHub Copilot CLI without an account, against Anthropic's Messages API. */
export const copilot: AgentDriver = {
  name: "copilot",
  folder: ".copilot",
  headlessSource: "untold",
  showsExit: false,
  environment: (port) => ({
    COPILOT_PROVIDER_TYPE: "anthropic",
    COPILOT_PROVIDER_BASE_URL: `http://127.0.0.1:${port}`,
    COPILOT_PROVIDER_API_KEY: "dummy-key",
    COPILOT_MODEL: "claude-sonnet-4.6",
    COPILOT_AUTO_UPDATE: "false",
    COPILOT_OFFLINE: "true",
  }),
  prepare(home) {
    const memories = { type: "local", command: "memories", args: ["mcp"], tools: ["*"] };
    home.write(".copilot/mcp-config.json", JSON.stringify({ mcpServers: { memories } }));
  },
  headless: (text, resume) => [
    ...ALLOWED,
    "-s",
    ...(resume === undefined ? ["--trust-folder"] : ["--resume", resume]),
    "-p",
    text,
  ],
  sessionId(_, home) {
    return basename(dirname(newestUnder(join(home.dir, ".copilot/session-state"), /events\.jsonl$/)));
  },
  interactive: {
    args: ALLOWED,
    ready: /commands · \? help|Do you trust the files/,
    question: /Do you trust the files/,
    quit: "/exit",
  },
  shell: (command) => ({ name: "bash", args: { command, description: "Run a command" } }),
  searchMemory: (query) => [{ name: "memories-search", args: { query } }],
};
