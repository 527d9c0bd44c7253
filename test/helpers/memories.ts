import type { State } from "../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "./moment.ts";
import { addOutput, addThread } from "./state.ts";

export interface MemorySeed {
  readonly threadId: string;
  readonly rawMemory?: string;
  readonly rolloutSummary?: string;
  readonly slug?: string | null;
  readonly sourceUpdatedAt?: number;
  readonly generatedAt?: number;
  readonly cwd?: string;
  readonly usageCount?: number | null;
  readonly lastUsage?: number | null;
}

/** A thread id that sorts by its number. */
export function threadId(number: number): string {
  return `0194f5a6-89ab-7cde-8123-${number.toString(16).padStart(12, "0")}`;
}

/** Puts a thread and its stage-1 output into the DB, as phase 1 would have left them; an output there is replaced. */
export async function seedMemory(state: State, seed: MemorySeed): Promise<void> {
  const updated = seed.sourceUpdatedAt ?? TEST_NOW - 86_400;
  const raw = seed.rawMemory ?? `---\ndescription: memory of ${seed.threadId}\n---\n\n- fact of ${seed.threadId}`;
  await addThread(state, {
    id: seed.threadId,
    rolloutPath: `/transcripts/${seed.threadId}.jsonl`,
    cwd: seed.cwd ?? "/home/dev/app",
    title: "title",
    firstUserMessage: "hello",
    createdAt: updated,
    updatedAt: updated,
    machine: "",
    agentHome: "",
  });
  await addOutput(state, seed.threadId, {
    sourceUpdatedAt: updated,
    rawMemory: raw,
    rolloutSummary: seed.rolloutSummary ?? `# Summary of ${seed.threadId}\n\nIt went well.`,
    rolloutSlug: seed.slug,
    generatedAt: seed.generatedAt ?? updated,
    usageCount: seed.usageCount,
    lastUsage: seed.lastUsage,
  });
}
