import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentDriver } from "./agent-driver.ts";
import { newestUnder } from "./session-ids.ts";

const COST = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** pi, against Chat Completions. */
export const pi: AgentDriver = {
  name: "pi",
  folder: ".pi/agent",
  headlessSource: "untold",
  showsExit: true,
  environment: () => ({ LOCAL_KEY: "dummy-key", PI_OFFLINE: "1" }),
  prepare(home, _, port) {
    const limits = { reasoning: false, input: ["text"], contextWindow: 200_000, maxTokens: 16_000, cost: COST };
    const models = [{ id: "coder-large", name: "Coder Large", ...limits }];
    const local = { baseUrl: `http://127.0.0.1:${port}/v1`, api: "openai-completions", apiKey: "LOCAL_KEY", models };
    home.write(".pi/agent/models.json", JSON.stringify({ providers: { local } }));
    home.write(".pi/agent/settings.json", JSON.stringify({ defaultProvider: "local", defaultModel: "coder-large" }));
    const memories = { command: "memories", args: ["mcp"], exposure: "direct" };
    home.write(".pi/agent/mcp.json", JSON.stringify({ mcpServers: { memories } }));
  },
  headless: (text, resume) => ["--approve", ...(resume === undefined ? [] : ["--session", resume]), "-p", text],
  sessionId(_, home) {
    const newest = newestUnder(join(home.dir, ".pi/agent/sessions"), /\.jsonl$/);
    return JSON.parse(readFileSync(newest, "utf8").split("\n")[0] ?? "").id;
  },
  interactive: { args: ["--approve"], ready: /coder-large/, quit: "/quit" },
  shell: (command) => ({ name: "bash", args: { command } }),
  searchMemory: (query) => [{ name: "mcp__memories__search", args: { query } }],
};
