/** The products whose sessions are read, by the names that flags, settings and reports use. */
export const AGENT_NAMES = [
  "codex",
  "claude-code",
  "pi",
  "opencode",
  "kilo",
  "copilot",
  "gemini-cli",
  "qwen-code",
  "cline",
  "cursor",
] as const;
export type AgentName = (typeof AGENT_NAMES)[number];
