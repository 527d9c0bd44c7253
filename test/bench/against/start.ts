import { mkdirSync } from "node:fs";
import { writeSessions } from "../content/write-sessions.ts";
import { runMeasured } from "../programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, placeOf, twoSides } from "../programs/sides.ts";
import { type BenchOptions, type BenchRow, ratioRow } from "../report/bench-row.ts";

const COMMANDS = [["--version"], ["citations"], ["config"], ["jobs"], ["threads"], ["status"]];
const SESSIONS = 20;
const SESSION_BYTES = 40_000;
/** "At 256 memories nothing gets slower than this"; a start is a start with hardly any. */
const GOAL = 1.5;

/** Starts of this build and of another by turns, in a home of twenty sessions. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const sides = twoSides(other, dir);
  for (const side of sides) {
    mkdirSync(side.dir, { recursive: true });
    writeSessions(`${side.dir}/codex`, Array<number>(SESSIONS).fill(SESSION_BYTES));
  }
  const rows: BenchRow[] = [];
  for (const command of COMMANDS) {
    const [ours, theirs] = sides.map((side) => () => {
      const place = command[0] === "--version" || command[0] === "citations" ? [] : placeOf(side);
      return runMeasured([side.program, ...command, ...place], { env: environmentOf(side), input: "plain text\n" });
    });
    if (ours === undefined || theirs === undefined) continue;
    const samples = await inTurns(size === "quick" ? 3 : 15, { ours, other: theirs });
    const goal = { most: GOAL };
    rows.push(ratioRow(command.join(" "), cpuOf(samples.ours), cpuOf(samples.other), { peer: "other", goal }));
  }
  return rows;
}
