import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexRollouts } from "../../lib/flow/index/index-rollouts.ts";
import { type TranscriptForm, writeManySessions } from "../helpers/large-transcripts.ts";
import { testWorld } from "../helpers/world.ts";

/**
 * The first index of 10,000 sessions (1 GB) beside `grep -rc session_meta`, and an index of the unchanged tree beside
 * `find` with size and mtime; the same sessions in the form of today beside the old one. Each run is a process of its own; what it takes to start one is not counted on either
 * side for the index, and is for its peers.
 */
const SESSIONS = 10_000;
const BYTES_EACH = 58_000;
const RUNS = 5;
/** The two forms are compared on fewer sessions: what differs between them is the same for each. */
const SESSIONS_OF_A_FORM = 2_000;

export async function run(): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const codexHome = join(dir, "codex");
    writeManySessions(codexHome, SESSIONS, BYTES_EACH);
    const forms = compareForms(dir);
    const times = { first: [] as number[], unchanged: [] as number[], grep: [] as number[], find: [] as number[] };
    let bytes = 0;
    for (let n = 0; n < RUNS; n += 1) {
      times.grep.push(timed("grep", "-rc", "session_meta", codexHome));
      const index = indexTwice(codexHome, join(dir, `home${n}`));
      times.first.push(index.first);
      times.unchanged.push(index.unchanged);
      bytes = index.bytes;
      times.find.push(timed("find", codexHome, "-type", "f", "-printf", "%p %s %T@\\n"));
    }
    const report = {
      sessions: SESSIONS,
      megabytes: Math.round(bytes / 1e6),
      first_index_ms: median(times.first),
      grep_ms: median(times.grep),
      first_index_per_grep: ratio(times.first, times.grep),
      unchanged_ms: median(times.unchanged),
      find_ms: median(times.find),
      unchanged_per_find: ratio(times.unchanged, times.find),
      legacy_ms: median(forms.legacy),
      paginated_ms: median(forms.paginated),
      paginated_per_legacy: ratio(forms.paginated, forms.legacy),
    };
    process.stdout.write(
      `${SESSIONS} sessions, ${report.megabytes} MB\n` +
        `  first index ${report.first_index_ms} ms, grep -rc ${report.grep_ms} ms: ${report.first_index_per_grep}x (limit 2)\n` +
        `  unchanged   ${report.unchanged_ms} ms, find ${report.find_ms} ms: ${report.unchanged_per_find}x (limit 3)\n` +
        `${SESSIONS_OF_A_FORM} sessions in both forms\n` +
        `  legacy ${report.legacy_ms} ms, paginated ${report.paginated_ms} ms: ${report.paginated_per_legacy}x (limit 1.1)\n`,
    );
    return report;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The first index of the same sessions in both forms, by turns. */
function compareForms(dir: string): Record<TranscriptForm, number[]> {
  const times: Record<TranscriptForm, number[]> = { legacy: [], paginated: [] };
  const forms: readonly TranscriptForm[] = ["legacy", "paginated"];
  for (const form of forms) writeManySessions(join(dir, form), SESSIONS_OF_A_FORM, BYTES_EACH, form);
  for (let n = 0; n < RUNS; n += 1) {
    for (const form of forms) times[form].push(indexTwice(join(dir, form), join(dir, `home-${form}-${n}`)).first);
  }
  for (const form of forms) rmSync(join(dir, form), { recursive: true });
  return times;
}

/** Output is collected: to /dev/null grep stops at the first match. */
function timed(program: string, ...args: string[]): number {
  const begin = performance.now();
  const { status } = spawnSync(program, args, { maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return performance.now() - begin;
}

interface Indexed {
  readonly first: number;
  readonly unchanged: number;
  readonly bytes: number;
}

function indexTwice(codexHome: string, home: string): Indexed {
  const { stdout, status } = spawnSync(process.execPath, [import.meta.path, codexHome, home], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the index ended with ${status}`);
  return JSON.parse(stdout);
}

const median = (values: readonly number[]) => Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0);
const ratio = (a: readonly number[], b: readonly number[]) => Number((median(a) / median(b)).toFixed(2));

if (import.meta.main) {
  const [codexHome = "", home = ""] = process.argv.slice(2);
  const world = testWorld({ codexHome, home });
  const begin = performance.now();
  const { bytes_read: bytes } = await indexRollouts(world);
  const first = performance.now() - begin;
  // The second is a run of its own as far as it can be: it opens the database anew.
  const again = world.at({});
  const second = performance.now();
  const { indexed } = await indexRollouts(again);
  const unchanged = performance.now() - second;
  if (indexed !== 0) throw new Error(`${indexed} sessions were read again`);
  process.stdout.write(JSON.stringify({ first, unchanged, bytes } satisfies Indexed));
  world.dispose();
}
