import { sessionId, writeSessions } from "../content/write-sessions.ts";
import { runMeasured } from "../programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, peakOf, placeOf, twoSides } from "../programs/sides.ts";
import { type BenchOptions, type BenchRow, ratioRow } from "../report/bench-row.ts";

const BYTES = { full: 200_000_000, quick: 20_000_000 };
const ROUNDS = 3;

/** `extract --show-input` of one long session by this build and by another in turns. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const codexHome = `${dir}/codex`;
  writeSessions(codexHome, [BYTES[size]]);
  const [ours, theirs] = twoSides(other, dir).map((side) => () => {
    const words = ["extract", "--thread", sessionId(0), "--show-input", ...placeOf(side, codexHome)];
    return runMeasured([side.program, ...words], { env: environmentOf(side) });
  });
  if (ours === undefined || theirs === undefined) return [];
  const samples = await inTurns(ROUNDS, { ours, other: theirs });
  const what = `show-input of ${BYTES[size] / 1_000_000} MB`;
  return [
    ratioRow(what, cpuOf(samples.ours), cpuOf(samples.other), { peer: "other", goal: { most: 1.5 } }),
    ratioRow(`${what}: memory`, peakOf(samples.ours), peakOf(samples.other), { peer: "other", unit: "MB" }),
  ];
}
