import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type BenchOptions, BenchResult, type BenchRow, goalMet } from "../test/bench/report/bench-row.ts";
import { compareRows, isRegression } from "../test/bench/report/compare-rows.ts";
import { renderComparison, renderRows } from "../test/bench/report/render-bench.ts";
import { writePerformance } from "../test/bench/report/write-performance.ts";

/**
 * `bun run bench [NAME…]` measures beside a peer or a limit and keeps the results in `fixtures/bench/`. `--compare` keeps
 * nothing, and ends with 1 when something got worse beyond its noise than what is kept. `--against PROGRAM` measures this
 * build and another by turns. `--quick` does less of everything and keeps nothing.
 */
const TOP = join(import.meta.dirname, "..");
const FOLDER = join(TOP, "test/bench");
const KEPT = join(TOP, "fixtures/bench");

type Bench = { readonly run: (options: BenchOptions) => Promise<BenchResult> };
type Against = { readonly against: (other: string, dir: string, options: BenchOptions) => Promise<BenchRow[]> };

function fail(message: string): never {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(2);
}

const namesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -".ts".length));

function readArguments() {
  const flags = { quick: { type: "boolean" }, compare: { type: "boolean" }, against: { type: "string" } } as const;
  try {
    return parseArgs({ options: flags, allowPositionals: true });
  } catch (thrown) {
    return fail(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const { values, positionals } = readArguments();
const options: BenchOptions = { size: values.quick === true ? "quick" : "full" };
if (values.compare === true && (values.quick === true || values.against !== undefined))
  fail("--compare goes with whole runs of this build: leave --quick and --against out");
const known = namesIn(values.against === undefined ? FOLDER : join(FOLDER, "against"));
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) fail(`no benchmark is called ${unknown}; there are ${known.join(", ")}`);
const asked = positionals.length > 0 ? positionals : known;
const against = values.against === undefined ? undefined : resolve(values.against);
if (against !== undefined && !existsSync(against)) fail(`no program at ${against}`);

const rows: BenchRow[] = [];
let regressed = 0;
for (const name of asked) {
  process.stdout.write(`\n# ${name}\n`);
  const measured = against === undefined ? await runBench(name) : await runAgainst(name, against);
  rows.push(...measured.map((row) => ({ ...row, what: `${name}: ${row.what}` })));
}
process.stdout.write(`\n${renderRows(rows)}\n`);
const missed = rows.filter((row) => goalMet(row) === false).length;
process.stdout.write(
  `\n${missed} of ${rows.length} miss their goal${regressed > 0 ? `, ${regressed} got worse` : ""}\n`,
);
process.exit(regressed > 0 ? 1 : 0);

async function runBench(name: string): Promise<readonly BenchRow[]> {
  const { run }: Bench = await import(join(FOLDER, `${name}.ts`));
  const result = await run(options);
  const path = join(KEPT, `${name}.json`);
  if (values.compare === true) {
    const kept = existsSync(path) ? BenchResult.parse(JSON.parse(readFileSync(path, "utf8"))).rows : [];
    const compared = compareRows(kept, result.rows);
    regressed += compared.filter(isRegression).length;
    process.stdout.write(`${renderComparison(compared)}\n`);
  } else if (options.size === "full") {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
    writePerformance(TOP);
  }
  return result.rows;
}

async function runAgainst(name: string, other: string): Promise<readonly BenchRow[]> {
  const { against: measure }: Against = await import(join(FOLDER, "against", `${name}.ts`));
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    return await measure(other, dir, options);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
