import { writeMemoryTree } from "../content/memory-tree.ts";
import { runMeasured } from "../programs/run-measured.ts";
import { cpuOf, environmentOf, inTurns, placeOf, type Side, twoSides } from "../programs/sides.ts";
import { type BenchOptions, type BenchRow, ratioRow } from "../report/bench-row.ts";

const FILES = { full: 10_000, quick: 1_000 };
const ROUNDS = 7;
const HELLO = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "bench", version: "1" },
};

/** A session of an MCP client with this build and with another in turns: the greeting alone, and with a search. */
export async function against(other: string, dir: string, { size }: BenchOptions): Promise<BenchRow[]> {
  const root = `${dir}/root`;
  const needle = writeMemoryTree(root, FILES[size]);
  const session = (side: Side, requests: readonly object[]) => async () => {
    const input = [HELLO_LINE, ...requests].map((line) => `${JSON.stringify(line)}\n`).join("");
    const command = [side.program, "mcp", "--root", root, ...placeOf(side)];
    const sample = await runMeasured(command, { env: environmentOf(side), input });
    const answers = sample.stdout.trim().split("\n").length;
    if (answers !== 1 + requests.filter((request) => "id" in request).length) throw new Error(sample.stdout);
    return sample;
  };
  const search = [
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "search", arguments: { query: needle } } },
  ];
  const [ours, theirs] = twoSides(other, dir);
  if (ours === undefined || theirs === undefined) return [];
  const rows: BenchRow[] = [];
  for (const [what, requests] of [
    ["the first answer", []],
    [`a search over ${FILES[size]} files`, search],
  ] as const) {
    const samples = await inTurns(ROUNDS, { ours: session(ours, requests), other: session(theirs, requests) });
    const goal = { most: 1.5 };
    rows.push(ratioRow(what, cpuOf(samples.ours), cpuOf(samples.other), { peer: "other", goal }));
  }
  return rows;
}

const HELLO_LINE = { jsonrpc: "2.0", id: 1, method: "initialize", params: HELLO };
