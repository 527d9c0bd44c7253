import type { AgentDriver } from "./agent-driver.ts";
import { lastJson } from "./session-ids.ts";

/** OpenCode, against Chat Completions. */
export const opencode: AgentDriver = {
  name: "opencode",
  folder: ".local/share/opencode",
  headlessSource: "untold",
  showsExit: false,
  environment: () => ({
    LOCAL_KEY: "dummy-key",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    npm_config_offline: "true",
    npm_config_fetch_retries: "0",
  }),
  prepare(home, _, port) {
    const models = { "coder-large": { name: "Coder Large" }, "coder-small": { name: "Coder Small" } };
    const options = { baseURL: `http://127.0.0.1:${port}/v1`, apiKey: "{env:LOCAL_KEY}" };
    const settings = {
      model: "local/coder-large",
      small_model: "local/coder-small",
      autoupdate: false,
      share: "disabled",
      provider: { local: { npm: "@ai-sdk/openai-compatible", name: "Local", options, models } },
      mcp: { memories: { type: "local", command: ["memories", "mcp"], enabled: true } },
    };
    home.write(".config/opencode/opencode.json", JSON.stringify(settings));
  },
  headless: (text, resume) => ["run", "--format", "json", ...(resume === undefined ? [] : ["-s", resume]), text],
  sessionId: ({ stdout }) => lastJson(stdout, "sessionID"),
  interactive: { args: [], ready: /Ask anything|ctrl\+p|commands/i, quit: "/exit" },
  shell: (command) => ({ name: "bash", args: { command, description: "Run a command" } }),
  searchMemory: (query) => [{ name: "memories_search", args: { query } }],
};
