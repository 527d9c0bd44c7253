import type { AgentFormat } from "./agent-format.ts";
import type { AgentName } from "./agent-name.ts";
import { CLAUDE_CODE } from "./claude-code/rules.ts";
import { CLINE } from "./cline/rules.ts";
import { COPILOT } from "./copilot/rules.ts";
import { CURSOR } from "./cursor/rules.ts";
import { GEMINI_CLI } from "./gemini-cli/rules.ts";
import { KILO, OPENCODE } from "./opencode/rules.ts";
import { PI } from "./pi/rules.ts";
import { QWEN_CODE } from "./qwen-code/rules.ts";

/** The products that are read through records; Codex has a reader of its own. */
export type RecordAgent = Exclude<AgentName, "codex">;

/** What is particular about each product's transcripts. */
export const FORMATS: Readonly<Record<RecordAgent, AgentFormat>> = {
  "claude-code": CLAUDE_CODE,
  pi: PI,
  opencode: OPENCODE,
  kilo: KILO,
  copilot: COPILOT,
  "gemini-cli": GEMINI_CLI,
  "qwen-code": QWEN_CODE,
  cline: CLINE,
  cursor: CURSOR,
};
