import { rmSync } from "node:fs";
import { SMALL_SIZES, sessionSizes } from "../content/session-sizes.ts";
import { writeSessions } from "../content/write-sessions.ts";
import { runMeasured } from "../programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, placeOf, type Side, twoSides } from "../programs/sides.ts";
import { type BenchOptions, type BenchRow, ratioRow } from "../report/bench-row.ts";

const SESSIONS = { full: 4_000, quick: 400 };
const ROUNDS = 3;
const SEED = 5;

/** The first index of many small sessions by this build and by another in turns, then that of the unchanged tree. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const codexHome = `${dir}/codex`;
  writeSessions(codexHome, sessionSizes(SESSIONS[size], SMALL_SIZES, SEED));
  const index = (side: Side) =>
    runMeasured([side.program, "jobs", ...placeOf(side, codexHome)], { env: environmentOf(side) });
  const anew = (side: Side) => {
    rmSync(`${side.dir}/home`, { recursive: true, force: true });
    return index(side);
  };
  const [ours, theirs] = twoSides(other, dir);
  if (ours === undefined || theirs === undefined) return [];
  const first = await inTurns(ROUNDS, { ours: () => anew(ours), other: () => anew(theirs) });
  const again = await inTurns(ROUNDS, { ours: () => index(ours), other: () => index(theirs) });
  const goal = { most: 1.5 };
  return [
    ratioRow(`first index of ${SESSIONS[size]}`, cpuOf(first.ours), cpuOf(first.other), { peer: "other", goal }),
    ratioRow(`unchanged tree of ${SESSIONS[size]}`, cpuOf(again.ours), cpuOf(again.other), { peer: "other", goal }),
  ];
}
