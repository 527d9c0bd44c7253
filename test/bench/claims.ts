import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimStage1 } from "../../lib/edge/state/jobs/claim-stage1.ts";
import { openState, type State } from "../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../helpers/moment.ts";
import { addThread, claimable } from "../helpers/state.ts";
import { type BenchOptions, type BenchResult, ratioRow } from "./report/bench-row.ts";

/**
 * 64 claims out of 5,000 candidates by 8 competing processes. Beside it the physical limit: the same processes writing
 * 64 bare rows, one transaction each, into the same kind of file.
 */
const CANDIDATES = 5_000;
const PROCESSES = 8;
const CLAIMS = 64;
const EACH = CLAIMS / PROCESSES;
const RUNS = 5;

type Work = "claims" | "bare";

export async function run(_options: BenchOptions): Promise<BenchResult> {
  const claims: number[] = [];
  const bare: number[] = [];
  const attempts: number[] = [];
  for (let n = 0; n < RUNS; n += 1) {
    bare.push((await race("bare")).ms);
    const result = await race("claims");
    claims.push(result.ms);
    attempts.push(result.attempts);
    if (result.claimed !== CLAIMS) throw new Error(`${result.claimed} claims instead of ${CLAIMS}`);
  }
  return {
    rows: [
      ratioRow(`${CLAIMS} claims by ${PROCESSES} processes`, claims, bare, { peer: "bare writes", goal: { most: 30 } }),
    ],
    details: { candidates: CANDIDATES, attempts },
  };
}

/** From the moment all processes are told to begin to the end of the last. */
async function race(work: Work): Promise<{ ms: number; claimed: number; attempts: number }> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  const url = `file:${join(dir, "memories.db")}`;
  const state = await openState({ url });
  await state.client.execute("CREATE TABLE bare (id TEXT PRIMARY KEY)");
  for (let n = 0; n < CANDIDATES; n += 1) await addThread(state, { id: crypto.randomUUID(), updatedAt: TEST_NOW - n });
  const workers = Array.from({ length: PROCESSES }, () =>
    Bun.spawn([process.execPath, import.meta.path, work, url], { stdin: "pipe", stdout: "pipe" }),
  );
  const outputs = workers.map((worker) => worker.stdout.getReader());
  await Promise.all(outputs.map((output) => output.read()));
  const begin = performance.now();
  for (const worker of workers) {
    worker.stdin.write("go\n");
    worker.stdin.end();
  }
  const results = await Promise.all(
    outputs.map(async (output) => JSON.parse(new TextDecoder().decode((await output.read()).value))),
  );
  const ms = Math.round(performance.now() - begin);
  await Promise.all(workers.map((worker) => worker.exited));
  state.close();
  rmSync(dir, { recursive: true, force: true });
  return {
    ms,
    claimed: results.reduce((sum: number, one: { claimed: number }) => sum + one.claimed, 0),
    attempts: results.reduce((sum: number, one: { attempts: number }) => sum + one.attempts, 0),
  };
}

async function claimEach(state: State): Promise<{ claimed: number; attempts: number }> {
  let claimed = 0;
  let attempts = 0;
  const rules = {
    machine: "m1",
    agentHomes: { codex: "/codex" },
    excluded: [],
    sources: ["cli"],
    deniedFolders: [],
    providers: [],
    destination: "this_machine" as const,
    localProvidersAllowed: [],
  };
  for (const threadId of await claimable(state, { ...rules, oldest: 0, newest: TEST_NOW, scanLimit: CANDIDATES })) {
    if (claimed === EACH) break;
    attempts += 1;
    const claimant = { workerId: String(process.pid), token: crypto.randomUUID(), now: TEST_NOW };
    const result = await claimStage1(state, threadId, claimant, { cap: CLAIMS, retries: "respect" });
    if (result.outcome === "claimed") claimed += 1;
  }
  return { claimed, attempts };
}

async function writeEach(state: State): Promise<{ claimed: number; attempts: number }> {
  for (let n = 0; n < EACH; n += 1) {
    await state.client.batch([{ sql: "INSERT INTO bare VALUES (?)", args: [crypto.randomUUID()] }], "write");
  }
  return { claimed: EACH, attempts: EACH };
}

if (import.meta.main) {
  const [work, url = ""] = process.argv.slice(2);
  const state = await openState({ url });
  process.stdout.write("ready\n");
  await Bun.stdin.text();
  const result = work === "bare" ? await writeEach(state) : await claimEach(state);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  state.close();
}
