import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexRollouts } from "../../lib/flow/index/index-rollouts.ts";
import { testWorld } from "../helpers/world.ts";
import { type SizeRule, SMALL_SIZES, sessionSizes } from "./content/session-sizes.ts";
import type { TranscriptForm } from "./content/session-turns.ts";
import { writeSessions } from "./content/write-sessions.ts";
import { runMeasured } from "./programs/run-measured.ts";
import { cpuOf, inTurns } from "./programs/sides.ts";
import { type BenchOptions, type BenchResult, type BenchRow, ratioRow } from "./report/bench-row.ts";

/** Of so many sessions the mean is 0.12 MB: 1.2 GB in all. */
const MIDDLING_SIZES: SizeRule = { median: 90_000, deviation: 0.75, giants: [] };
const SEED = 17;
const ROUNDS = 3;

interface Tree {
  readonly sessions: Readonly<Record<BenchOptions["size"], number>>;
  readonly sizes: SizeRule;
  /** At most so many times `grep -rc`. */
  readonly first?: number;
  /** At most so many times `find`, when nothing changed. */
  readonly unchanged?: number;
}

const TREES: readonly Tree[] = [
  { sessions: { full: 4_000, quick: 400 }, sizes: SMALL_SIZES, first: 8 },
  { sessions: { full: 10_000, quick: 400 }, sizes: MIDDLING_SIZES, first: 1.3 },
  { sessions: { full: 20_000, quick: 1_000 }, sizes: SMALL_SIZES, unchanged: 5 },
];
/** The two forms are compared on fewer sessions: what differs between them is the same for each. */
const SESSIONS_OF_A_FORM = { full: 1_000, quick: 100 };

/**
 * First indexes of natural sessions beside `grep -rc session_meta`, and an index of an unchanged tree beside `find` with
 * size and mtime; the same sessions in the form of today beside the old one. All in processor time, ours in a process
 * whose start does not count.
 */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const rows: BenchRow[] = [];
    for (const [at, tree] of TREES.entries()) {
      const codexHome = join(dir, `codex-${at}`);
      writeSessions(codexHome, sessionSizes(tree.sessions[size], tree.sizes, SEED));
      rows.push(...(await measureTree(codexHome, join(dir, `home-${at}`), tree, tree.sessions[size])));
      rmSync(codexHome, { recursive: true });
    }
    return { rows: [...rows, compareForms(dir, SESSIONS_OF_A_FORM[size])] };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureTree(codexHome: string, home: string, tree: Tree, sessions: number): Promise<BenchRow[]> {
  const peers = await inTurns(ROUNDS, {
    // Its output is collected: to /dev/null grep stops at the first match.
    grep: () => runMeasured(["grep", "-rc", "session_meta", codexHome]),
    find: () => runMeasured(["find", codexHome, "-type", "f", "-printf", "%p %s %T@\\n"]),
  });
  const ours = Array.from({ length: tree.first === undefined ? 1 : ROUNDS }, (_, n) =>
    indexTwice(codexHome, `${home}-${n}`),
  );
  const row = (what: string, times: readonly number[], peer: "grep" | "find", most: number | undefined) =>
    ratioRow(`${what} of ${sessions} sessions`, times, cpuOf(peers[peer]), { peer, ...(most && { goal: { most } }) });
  const first = ours.map((one) => one.first);
  const unchanged = ours.flatMap((one) => one.unchanged);
  return [row("first index", first, "grep", tree.first), row("unchanged tree", unchanged, "find", tree.unchanged)];
}

/** The first index of the same sessions in both forms, by turns. */
function compareForms(dir: string, sessions: number): BenchRow {
  const times: Record<TranscriptForm, number[]> = { legacy: [], paginated: [] };
  const forms: readonly TranscriptForm[] = ["legacy", "paginated"];
  for (const form of forms) writeSessions(join(dir, form), sessionSizes(sessions, MIDDLING_SIZES, SEED), { form });
  for (let n = 0; n < ROUNDS; n += 1) {
    for (const form of forms) times[form].push(indexTwice(join(dir, form), join(dir, `home-${form}-${n}`)).first);
  }
  const goal = { most: 1.1 };
  return ratioRow("first index of the paginated form", times.paginated, times.legacy, { peer: "legacy", goal });
}

interface Indexed {
  readonly first: number;
  readonly unchanged: readonly number[];
}

function indexTwice(codexHome: string, home: string): Indexed {
  const { stdout, status } = spawnSync(process.execPath, [import.meta.path, codexHome, home], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the index ended with ${status}`);
  return JSON.parse(stdout);
}

/** Processor time of some work in milliseconds. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begin = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(begin);
  return [(user + system) / 1_000, value];
}

if (import.meta.main) {
  const [codexHome = "", home = ""] = process.argv.slice(2);
  const world = testWorld({ codexHome, home });
  const [first] = await timed(() => indexRollouts(world));
  const unchanged: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    // A run of its own as far as it can be: it opens the database anew.
    const again = world.at({});
    const [ms, { indexed }] = await timed(() => indexRollouts(again));
    if (indexed !== 0) throw new Error(`${indexed} sessions were read again`);
    unchanged.push(ms);
  }
  process.stdout.write(JSON.stringify({ first, unchanged } satisfies Indexed));
  world.dispose();
}
