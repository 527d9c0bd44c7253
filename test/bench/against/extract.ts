import { cpSync, rmSync } from "node:fs";
import { startModelServer } from "../../helpers/model-server.ts";
import { memoryTexts } from "../content/memory-texts.ts";
import { SMALL_SIZES, sessionSizes } from "../content/session-sizes.ts";
import { writeSessions } from "../content/write-sessions.ts";
import { runMeasured } from "../programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, placeOf, type Side, twoSides } from "../programs/sides.ts";
import { type BenchOptions, type BenchRow, ratioRow } from "../report/bench-row.ts";

const SESSIONS = { full: 64, quick: 16 };
const ROUNDS = { full: 25, quick: 2 };
const SEED = 31;

/** The extraction of indexed sessions by a model on loopback that answers at once, by this build and by another in turns. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const codexHome = `${dir}/codex`;
  writeSessions(codexHome, sessionSizes(SESSIONS[size], SMALL_SIZES, SEED));
  const { rawMemory, recap } = memoryTexts(1);
  const answer = { raw_memory: rawMemory, rollout_summary: recap, rollout_slug: "a session" };
  const server = await startModelServer(() => ({ kind: "answer", answer }));
  try {
    const sides = twoSides(other, dir);
    const run = (side: Side, ...words: string[]) => {
      const env = { ...environmentOf(side), OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: "of-no-account" };
      return runMeasured([side.program, ...words, ...placeOf(side, codexHome)], { env });
    };
    for (const side of sides) {
      await run(side, "jobs");
      cpSync(`${side.dir}/home`, `${side.dir}/indexed`, { recursive: true });
    }
    const extract = (side: Side | undefined) => async () => {
      if (side === undefined) throw new Error("there are two builds");
      rmSync(`${side.dir}/home`, { recursive: true });
      cpSync(`${side.dir}/indexed`, `${side.dir}/home`, { recursive: true });
      return run(side, "extract", "--last", String(SESSIONS[size]));
    };
    const samples = await inTurns(ROUNDS[size], { ours: extract(sides[0]), other: extract(sides[1]) });
    const what = `${SESSIONS[size]} sessions extracted by a model`;
    return [ratioRow(what, cpuOf(samples.ours), cpuOf(samples.other), { peer: "other", goal: { most: 1.05 } })];
  } finally {
    await server.close();
  }
}
