import { byteOrder } from "../../text/byte-order.ts";
import { fillTemplate } from "../../text/fill.ts";
import { rfc3339 } from "../../text/time.ts";
import { RULES } from "../../verify/verify-rules.ts";
import { WORKSPACE_DIFF_FILE } from "../paths.ts";
import type { AgentMode } from "./agent-mode.ts";
import { AGENT_TOOLS } from "./agent-tools.ts";
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
  /** How often each remembered session was used, as `renderUses` shows it. */
  readonly uses: string;
  /** Steps the tool loop may take. */
  readonly maxSteps: number;
}

/** The agent's instructions: the template with the folder, the mode, the checked rules and its means filled in. */
export function renderConsolidationPrompt(prompt: ConsolidationPrompt): string {
  return fillTemplate("consolidation.md", prompt.template, {
    root: prompt.root,
    diff_file: WORKSPACE_DIFF_FILE,
    mode: prompt.mode,
    usage: prompt.uses,
    rules: RULES.map((rule) => `- ${rule.text}`).join("\n"),
    tools: prompt.agent === "tools" ? toolText(prompt.maxSteps) : COMMAND_TEXT,
  });
}

/** A remembered session and what later sessions made of it. */
export interface SessionUse {
  readonly threadId: string;
  readonly uses: number;
  /** Seconds since the epoch. */
  readonly lastUsed: number | undefined;
}

/** Sessions that the table names; those below them were hardly used. */
const USES_MAX = 200;

/** The sessions that were used, those of most uses first, as a table; a sentence when none was. */
export function renderUses(uses: readonly SessionUse[]): string {
  const used = uses
    .filter((use) => use.uses > 0)
    .toSorted((a, b) => b.uses - a.uses || (b.lastUsed ?? 0) - (a.lastUsed ?? 0) || byteOrder(a.threadId, b.threadId));
  if (used.length === 0)
    return "No remembered session has been used yet: where an order by use is asked for, put the newest first.";
  const rows = used.slice(0, USES_MAX).map(({ threadId, uses: count, lastUsed }) => {
    return `| ${threadId} | ${count} | ${lastUsed === undefined ? "" : rfc3339(lastUsed).slice(0, 10)} |`;
  });
  const rest = used.length > USES_MAX ? ["", `${used.length - USES_MAX} more were used less.`] : [];
  return ["| thread | uses | last used |", "| --- | --- | --- |", ...rows, ...rest].join("\n");
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
