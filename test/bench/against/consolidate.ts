import { changeMemories, consolidateHome, instantAgent, seedHome } from "../programs/consolidated-home.ts";
import { cpuOf, inTurns, peakOf, twoSides } from "../programs/sides.ts";
import type { BenchOptions, BenchRow } from "../report/bench-row.ts";
import { ratioRow } from "../report/bench-row.ts";

/** Memories, and how much slower than the other build each kind of run may be. */
const SIZES = [
  { memories: 256, goal: 1.5, idleGoal: 1.5 },
  { memories: 4_096, goal: 1, idleGoal: 1.5 },
];
const EVERY = 41;
const IDLE_ROUNDS = 7;
const CHANGED_ROUNDS = 3;

/** Whole consolidations of this build and of another by turns: without a change, and with one memory of 41 changed. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { memories, goal, idleGoal } of size === "quick" ? SIZES.slice(0, 1) : SIZES) {
    const sides = twoSides(other, `${dir}/${memories}`);
    const [ours, theirs] = sides as [(typeof sides)[0], (typeof sides)[0]];
    for (const side of sides) {
      await seedHome(side, memories);
      await consolidateHome(side, memories, instantAgent(-1), "succeeded");
    }
    const idle = (side: typeof ours) => () =>
      consolidateHome(side, memories, ["offline"], "succeeded_no_workspace_changes");
    const changed = (side: typeof ours) => (round: number) => {
      changeMemories(side, memories, EVERY, round);
      return consolidateHome(side, memories, instantAgent(round), "succeeded");
    };
    const changes = await inTurns(CHANGED_ROUNDS, { ours: changed(ours), other: changed(theirs) });
    const idles = await inTurns(IDLE_ROUNDS, { ours: idle(ours), other: idle(theirs) });
    const row = (what: string, { ours: a, other: b }: typeof idles, most: number) => [
      ratioRow(`${memories} memories, ${what}`, cpuOf(a), cpuOf(b), { peer: "other", goal: { most } }),
      ratioRow(`${memories} memories, ${what}: memory`, peakOf(a), peakOf(b), { peer: "other", unit: "MB" }),
    ];
    rows.push(...row("changed", changes, goal), ...row("no change", idles, idleGoal));
  }
  return rows;
}
