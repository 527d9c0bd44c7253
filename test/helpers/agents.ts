import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NO_USAGE } from "../../lib/core/types.ts";
import type { AgentEnd, AgentRun } from "../../lib/edge/agent/agent-end.ts";
import type { AgentTask, RunAgent } from "../../lib/flow/consolidate/open-agent.ts";

/** A run that ended so. */
export function agentRun(end: AgentEnd, more: Partial<AgentRun> = {}): AgentRun {
  return { end, steps: 1, refusedCalls: 0, repairRounds: 0, usage: NO_USAGE, warnings: [], ...more };
}

/** An agent that does what the test says in its copy, and then stops by itself. */
export function agentThat(work: (task: AgentTask) => Promise<void> | void): RunAgent {
  return async (task) => {
    await work(task);
    return agentRun({ kind: "finished", findings: await task.verify() });
  };
}

/** An agent that puts these files into its copy, beside a handbook and a summary that verify. */
export function writingAgent(files: Readonly<Record<string, string>> = {}): RunAgent {
  return agentThat(({ copy }) => {
    const all = { "MEMORY.md": "# Task Group: app\n", "memory_summary.md": "v1\n\n## User Profile\n", ...files };
    for (const [path, text] of Object.entries(all)) put(copy, path, text);
  });
}

/** Writes a file, folders on the way included. */
export function put(folder: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** The text of a file. */
export function textAt(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}
