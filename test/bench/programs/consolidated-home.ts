import { mkdirSync } from "node:fs";
import { putMemories } from "./put-memories.ts";
import { runMeasured, type Sample } from "./run-measured.ts";
import { environmentOf, placeOf, type Side } from "./sides.ts";

/** Makes a home that holds so many memories and has not consolidated yet. */
export async function seedHome(side: Side, memories: number): Promise<void> {
  mkdirSync(`${side.dir}/codex/sessions`, { recursive: true });
  mkdirSync(`${side.dir}/home`, { recursive: true, mode: 0o700 });
  await runMeasured([side.program, "jobs", ...placeOf(side)], { env: environmentOf(side) });
  putMemories(`${side.dir}/home/memories.db`, { count: memories });
}

/** Changes one memory of `every`, so that the next consolidation has something to do. */
export function changeMemories(side: Side, memories: number, every: number, round: number): number {
  return putMemories(`${side.dir}/home/memories.db`, {
    count: memories,
    every,
    added: `- learned in round ${round}\n`,
  });
}

/** What becomes of a consolidation. */
export type Outcome = "succeeded" | "succeeded_no_workspace_changes";

/** An agent that rewrites two files at once: what is measured is all that is done around it. */
export const instantAgent = (round: number): string[] => [
  "command",
  "--",
  "sh",
  "-c",
  `printf '# Task Group: round ${round}\\n' > MEMORY.md; printf 'v1\\n\\n## User Profile\\n' > memory_summary.md`,
];

/** A whole consolidation with all memories selected. Throws when it ends otherwise than `outcome`. */
export async function consolidateHome(
  side: Side,
  memories: number,
  agent: readonly string[],
  outcome: Outcome,
): Promise<Sample> {
  const args = ["consolidate", "--json", "--force", ...placeOf(side)];
  const limit = ["--max-raw-memories-for-consolidation", String(memories)];
  const sample = await runMeasured([side.program, ...args, ...limit, "--agent", ...agent], {
    env: environmentOf(side),
  });
  const { status } = JSON.parse(sample.stdout);
  if (status !== outcome) throw new Error(`${side.name}: a consolidation ended with ${status}, not ${outcome}`);
  return sample;
}
