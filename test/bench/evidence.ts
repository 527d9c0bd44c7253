import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redactCut } from "../../lib/core/redact/redact-cut.ts";
import { readEvidence } from "../../lib/edge/transcripts/read-evidence.ts";
import { writeLongSession } from "../helpers/large-transcripts.ts";

/**
 * Reading, filtering, redacting and budgeting one session of 200 MB, in both forms, beside
 * `jq -c 'select(.type=="response_item")'` on the same file, and the peak memory that one of 1 GB takes. Both sides are whole processes, start included.
 */
const COMPARED_BYTES = 200_000_000;
const LONG_BYTES = 1_000_000_000;
const BUDGET_BYTES = 723_520;
const RUNS = 3;
const JQ_FILTER = 'select(.type=="response_item")';

export async function run(): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const compared = join(dir, "rollout-200.jsonl");
    writeLongSession(compared, COMPARED_BYTES);
    const paginated = join(dir, "rollout-200-paginated.jsonl");
    writeLongSession(paginated, COMPARED_BYTES, "paginated");
    const ours: number[] = [];
    const others: number[] = [];
    const jq: number[] = [];
    for (let n = 0; n < RUNS; n += 1) {
      ours.push(timed(process.execPath, import.meta.path, compared).ms);
      others.push(timed(process.execPath, import.meta.path, paginated).ms);
      jq.push(timed("sh", "-c", 'jq -c "$1" "$2" > /dev/null', "sh", JQ_FILTER, compared).ms);
    }
    const long = join(dir, "rollout-1000.jsonl");
    writeLongSession(long, LONG_BYTES);
    const { ms, stdout } = timed(process.execPath, import.meta.path, long);
    const report = {
      megabytes: Math.round(statSync(compared).size / 1e6),
      evidence_ms: median(ours),
      paginated_ms: median(others),
      paginated_times_legacy_per_byte: perByte(others, paginated, ours, compared),
      jq_ms: median(jq),
      times_as_fast_as_jq: Number((median(jq) / median(ours)).toFixed(2)),
      long_megabytes: Math.round(statSync(long).size / 1e6),
      long_ms: Math.round(ms),
      long_peak_megabytes: Math.round(Number(stdout) / 1e3),
    };
    process.stdout.write(
      `evidence of ${report.megabytes} MB: ${report.evidence_ms} ms, jq ${report.jq_ms} ms: ` +
        `${report.times_as_fast_as_jq}x as fast (at least 1, goal 3)\n` +
        `the same in the paginated form: ${report.paginated_ms} ms, ` +
        `${report.paginated_times_legacy_per_byte}x the time of the legacy form by the byte (limit 1.1)\n` +
        `evidence of ${report.long_megabytes} MB: ${report.long_ms} ms, ${report.long_peak_megabytes} MB at most (limit 200)\n`,
    );
    return report;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function timed(program: string, ...args: string[]): { ms: number; stdout: string } {
  const begin = performance.now();
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return { ms: performance.now() - begin, stdout };
}

function perByte(ours: readonly number[], path: string, theirs: readonly number[], other: string): number {
  return Number((median(ours) / statSync(path).size / (median(theirs) / statSync(other).size)).toFixed(2));
}

const median = (values: readonly number[]) => Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0);

if (import.meta.main) {
  await readEvidence([{ path: process.argv[2] ?? "", end: undefined }], {
    budgetBytes: BUDGET_BYTES,
    redact: redactCut,
  });
  // Of this process alone; what resourceUsage() says can be its parent's. Kilobytes.
  const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  process.stdout.write(String(peak));
}
