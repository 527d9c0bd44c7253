import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary } from "../helpers/cli.ts";
import { startModelServer } from "../helpers/model-server.ts";
import { memoryTexts } from "./content/memory-texts.ts";
import { SMALL_SIZES, sessionSizes } from "./content/session-sizes.ts";
import { writeSessions } from "./content/write-sessions.ts";
import { runMeasured, type Sample } from "./programs/run-measured.ts";
import { environmentOf, placeOf, type Side } from "./programs/sides.ts";
import { type BenchOptions, type BenchResult, type BenchRow, limitRow } from "./report/bench-row.ts";

/** Homes of so many sessions. */
const HOMES = { full: [200, 2_000, 20_000], quick: [50, 200] };
const EXTRACTED = 64;
const SEED = 29;
/** What happens in a home, in this order. */
export const STEPS = ["index", "status", "threads", "extract (model)", "extract (rules)", "consolidate"] as const;
type Step = (typeof STEPS)[number];

/** What a step took in a home of so many sessions: the least of its repeats. */
export interface GrowthPoint {
  readonly sessions: number;
  readonly step: Step;
  readonly wall_ms: number;
  readonly cpu_ms: number;
  readonly peak_mb: number;
}

/** How often a step is repeated; those that change their home are done once in a copy of it each time. */
const REPEATS = 3;
/** A process of this program may take so much, whatever the home. */
const PEAK_LIMIT_MB = 400;

/**
 * From transcripts to memories in homes of 200, 2,000 and 20,000 sessions: indexed, looked at, 64 of them extracted by a
 * model on loopback that answers at once and by rules, those consolidated by rules. Of each step the time, the processor
 * time and the most memory; and whether a hundred times the sessions cost more than a hundred times as much.
 */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const points: GrowthPoint[] = [];
    for (const sessions of HOMES[size]) points.push(...(await liveThrough(join(dir, String(sessions)), sessions)));
    return { rows: growthRows(points), details: { extracted: EXTRACTED, points } };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function liveThrough(dir: string, sessions: number): Promise<GrowthPoint[]> {
  const codexHome = join(dir, "codex");
  writeSessions(codexHome, sessionSizes(sessions, SMALL_SIZES, SEED));
  const server = await startModelServer(({ index }) => ({ kind: "answer", answer: answerOf(index) }));
  try {
    const model = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: "of-no-account" };
    const limit = ["--limit", String(EXTRACTED)];
    const words: Readonly<Record<Step, readonly string[]>> = {
      index: ["jobs"],
      status: ["status"],
      threads: ["threads", "--limit", String(EXTRACTED)],
      "extract (model)": ["extract", "--yes", ...limit],
      "extract (rules)": ["extract", "--offline", ...limit],
      consolidate: ["consolidate", "--offline"],
    };
    /** The home that a step starts from; the index starts from none, both extractions from the same. */
    const from: Readonly<Partial<Record<Step, string>>> = {
      status: "index",
      threads: "index",
      "extract (model)": "index",
      "extract (rules)": "index",
      consolidate: "extract (rules)",
    };
    const points: GrowthPoint[] = [];
    for (const step of STEPS) {
      const samples: Sample[] = [];
      for (let n = 0; n < REPEATS; n += 1) {
        const side: Side = { name: "ours", program: binary(), dir: join(dir, step) };
        rmSync(side.dir, { recursive: true, force: true });
        mkdirSync(side.dir, { recursive: true });
        const before = from[step];
        if (before !== undefined) cpSync(join(dir, before, "home"), join(side.dir, "home"), { recursive: true });
        const env = { ...environmentOf(side), ...model };
        samples.push(await runMeasured([side.program, ...words[step], ...placeOf(side, codexHome)], { env }));
      }
      points.push(pointOf(sessions, step, samples));
      process.stdout.write(`${sessions} sessions, ${step}: ${points.at(-1)?.cpu_ms} ms of processor\n`);
    }
    const asked = server.requests.length;
    if (asked !== EXTRACTED * REPEATS && sessions > EXTRACTED) throw new Error(`the model was asked ${asked} times`);
    return points;
  } finally {
    await server.close();
  }
}

function answerOf(index: number): object {
  const { rawMemory, recap } = memoryTexts(index % EXTRACTED);
  return { raw_memory: rawMemory, rollout_summary: recap, rollout_slug: `session-${index % EXTRACTED}` };
}

function pointOf(sessions: number, step: Step, samples: readonly Sample[]): GrowthPoint {
  const least = (of: (sample: Sample) => number) => Math.round(Math.min(...samples.map(of)));
  return {
    sessions,
    step,
    wall_ms: least(({ wallMs }) => wallMs),
    cpu_ms: least(({ cpuMs }) => cpuMs),
    peak_mb: Math.max(...samples.map(({ peakMb }) => peakMb)),
  };
}

/** Whether each step grows at most as the sessions do, and stays within its memory. */
function growthRows(points: readonly GrowthPoint[]): BenchRow[] {
  return STEPS.flatMap((step) => {
    const of = points.filter((point) => point.step === step);
    const [first, last] = [of[0], of.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [sessions, cpu] = [last.sessions / first.sessions, last.cpu_ms / first.cpu_ms];
    const ratio = Number((cpu / sessions).toPrecision(4));
    return [
      {
        what: `${step}: growth from ${first.sessions} to ${last.sessions} sessions`,
        ours: Number(cpu.toPrecision(4)),
        unit: "times",
        peer: { name: "sessions", value: sessions },
        ratio,
        noise: GROWTH_NOISE,
        goal: { most: 1 },
      },
      limitRow(`${step}: memory at ${last.sessions} sessions`, [last.peak_mb], "MB", PEAK_LIMIT_MB),
    ];
  });
}

/** The least of three repeats, of short programs in small homes: how far their quotient moves between two runs. */
const GROWTH_NOISE = 0.3;
