import { fillTemplate } from "../text/fill.ts";
import { RULES } from "../verify/verify-rules.ts";
import type { AgentMode } from "./agent-mode.ts";
import { AGENT_TOOLS } from "./agent-tools.ts";
import { WORKSPACE_DIFF_FILE } from "./paths.ts";
import { WRITABLE_PATHS } from "./tool-policy.ts";

/** What the instructions are rendered from. */
export interface ConsolidationPrompt {
  /** The text of `templates/consolidation.md`, or what `--templates` put in its place. */
  readonly template: string;
  /** The copy that the agent works on. */
  readonly root: string;
  readonly mode: AgentMode;
  /** `tools`: the loop with this product's tools. `command`: a program of the user's, with tools of its own. */
  readonly agent: "tools" | "command";
  /** Steps the tool loop may take. */
  readonly maxSteps: number;
}

/** The agent's instructions: the template with the folder, the mode, the checked rules and its means filled in. */
export function renderConsolidationPrompt(prompt: ConsolidationPrompt): string {
  return fillTemplate("consolidation.md", prompt.template, {
    root: prompt.root,
    diff_file: WORKSPACE_DIFF_FILE,
    mode: prompt.mode,
    rules: RULES.map((rule) => `- ${rule.text}`).join("\n"),
    tools: prompt.agent === "tools" ? toolText(prompt.maxSteps) : COMMAND_TEXT,
  });
}

/** The first message to the agent, after its instructions. */
export function renderTask(mode: AgentMode): string {
  return `Consolidate the memory folder now (${mode}). Begin by reading ${WORKSPACE_DIFF_FILE}.`;
}

/** What the agent is told when verification found faults in what it left. */
export function renderRepair(findings: readonly string[]): string {
  const list = findings.map((finding) => `- ${finding}`).join("\n");
  return `The check found faults in what you left. Correct them, change nothing else, and stop.\n\n${list}`;
}

function toolText(maxSteps: number): string {
  const tools = Object.entries(AGENT_TOOLS).map(([name, { description }]) => `- \`${name}\`: ${description}`);
  return [
    `You have these tools and nothing else: no shell, no network, nobody to ask. Paths are relative to the folder.`,
    "",
    ...tools,
    "",
    `Writable are ${WRITABLE_PATHS.map((path) => `\`${path}\``).join(", ")}; a refused call comes back with the reason.`,
    "Secrets in what you read show as `[REDACTED_SECRET]`: quote the text beside such a place when you edit.",
    `You have at most ${maxSteps} steps. Several calls in one step count as one: read files together.`,
  ].join("\n");
}

const COMMAND_TEXT = [
  "Your working directory is the folder; use your own file tools in it and write nowhere else.",
  `Writable are ${WRITABLE_PATHS.map((path) => `\`${path}\``).join(", ")}; leave no other file behind, caches and logs included.`,
  "Nobody answers questions. Exit with code 0 when you are done.",
].join("\n");
