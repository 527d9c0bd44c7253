import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { consolidateHome, instantAgent, seedHome } from "../programs/consolidated-home.ts";
import { runMeasured } from "../programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, placeOf, twoSides } from "../programs/sides.ts";
import { type BenchOptions, type BenchRow, ratioRow } from "../report/bench-row.ts";

const MEMORIES = 4_096;
const FEW = 256;
const CHANGED = 100;
const ROUNDS = 5;
const GOAL = 1.5;

/** `diff` of a root of this build and of another by turns: without a change, then with a hundred files edited by hand. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const memories = size === "quick" ? FEW : MEMORIES;
  const sides = twoSides(other, dir);
  for (const side of sides) {
    await seedHome(side, memories);
    await consolidateHome(side, memories, instantAgent(0), "succeeded");
  }
  const [ours, theirs] = sides.map(
    (side) => () => runMeasured([side.program, "diff", "--json", ...placeOf(side)], { env: environmentOf(side) }),
  );
  if (ours === undefined || theirs === undefined) return [];
  const row = async (what: string) => {
    const samples = await inTurns(ROUNDS, { ours, other: theirs });
    return ratioRow(what, cpuOf(samples.ours), cpuOf(samples.other), { peer: "other", goal: { most: GOAL } });
  };
  const unchanged = await row(`diff of ${memories} memories, no change`);
  for (const side of sides) {
    const folder = `${side.dir}/home/memories/rollout_summaries`;
    const names = readdirSync(folder).toSorted().slice(0, CHANGED);
    for (const name of names) appendFileSync(join(folder, name), "- edited by hand\n");
  }
  return [unchanged, await row(`diff of ${memories} memories, ${CHANGED} edited`)];
}
