import type { SessionStep } from "../../lib/core/evidence/ran.ts";
import { extractOffline } from "../../lib/core/offline/extract/extract-offline.ts";

export const user = (text: string): SessionStep => ({ kind: "row", tier: "human user", text });
export const final = (text: string): SessionStep => ({ kind: "row", tier: "assistant final", text });
export const changed = (path: string): SessionStep => ({
  kind: "ran",
  ran: { kind: "file_change", path, change: "update" },
});
export const command = (text: string, exitCode = 0, output = "ok"): SessionStep => ({
  kind: "ran",
  ran: { kind: "command", command: text, exitCode, output, by: "agent" },
});

/** The memory that rules make of a session. */
export const memoryOf = (...steps: SessionStep[]): string => extractOffline(steps, { cwd: "/home/dev/app" }).raw_memory;

/** The words of the person that a memory quotes as preferences. */
export function quotesIn(memory: string): string[] {
  return memory
    .split("\n")
    .flatMap((line) => /^- [^"]*(?:wish|task|correction|answer to \()[^"]*: "(.*)"$/.exec(line)?.[1] ?? []);
}

/** The outcomes of a memory's tasks. */
export const outcomesIn = (memory: string): string[] =>
  [...memory.matchAll(/^outcome: (\w+)/gm)].map(([, label = ""]) => label);
