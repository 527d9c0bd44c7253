import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary } from "../helpers/cli.ts";
import { type SessionOptions, sessionId, writeSessions } from "./content/write-sessions.ts";
import { runMeasured, type Sample } from "./programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, peakOf, placeOf, type Side } from "./programs/sides.ts";
import { type BenchOptions, type BenchResult, limitRow, ratioRow } from "./report/bench-row.ts";

const COMPARED_BYTES = { full: 200_000_000, quick: 20_000_000 };
const LONG_BYTES = { full: 1_000_000_000, quick: 60_000_000 };
const LONG_LIMIT_MB = 200;
const ROUNDS = 3;
const JQ_FILTER = 'select(.type=="response_item")';

/** What a session of each kind is compared with: at most so many times `jq`. */
const KINDS: readonly { readonly name: string; readonly options: SessionOptions; readonly most: number }[] = [
  { name: "natural content", options: {}, most: 0.33 },
  { name: "random letters", options: { content: "letters" }, most: 0.6 },
];

/**
 * `extract --show-input` of an indexed session of 200 MB (read, filtered, redacted, budgeted, printed), beside
 * `jq -c 'select(.type=="response_item")'` on the same file, in both forms; and the most memory that one of 1 GB takes.
 * Whole programs, in processor time.
 */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const rows = [];
    const perByte: Record<string, number[]> = {};
    for (const { name, options, most } of KINDS) {
      const shown = await session(dir, name, COMPARED_BYTES[size], options);
      const jq = () => runMeasured(["sh", "-c", 'jq -c "$1" "$2" > /dev/null', "sh", JQ_FILTER, shown.path]);
      const samples = await inTurns(ROUNDS, { ours: shown.show, jq });
      const goal = { most };
      rows.push(ratioRow(`show-input, ${name}`, cpuOf(samples.ours), cpuOf(samples.jq), { peer: "jq", goal }));
      perByte[name] = cpuOf(samples.ours).map((ms) => ms / statSync(shown.path).size);
    }
    const paginated = await session(dir, "paginated", COMPARED_BYTES[size], { form: "paginated" });
    const { ours } = await inTurns(ROUNDS, { ours: paginated.show });
    const today = cpuOf(ours).map((ms) => ms / statSync(paginated.path).size);
    rows.push(
      ratioRow("show-input of the paginated form, by the byte", today, perByte["natural content"] ?? [], {
        peer: "legacy",
        goal: { most: 1.1 },
      }),
    );
    const long = await session(dir, "long", LONG_BYTES[size], {});
    rows.push(limitRow("memory for a session of 1 GB", peakOf([await long.show()]), "MB", LONG_LIMIT_MB));
    return { rows };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A home with one session of a kind, indexed; and how its input is shown. */
async function session(dir: string, name: string, bytes: number, options: SessionOptions) {
  const side: Side = { name: "ours", program: binary(), dir: join(dir, name) };
  const [path = ""] = writeSessions(`${side.dir}/codex`, [bytes], options);
  const ask = (...words: string[]): Promise<Sample> =>
    runMeasured([side.program, ...words, ...placeOf(side)], { env: environmentOf(side) });
  await ask("jobs");
  return { path, show: () => ask("extract", "--thread", sessionId(0), "--show-input") };
}
