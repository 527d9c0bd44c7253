import { Database } from "bun:sqlite";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppServer } from "../compat/codex/app-server.ts";
import { type InstalledClient, installClient } from "../compat/install-client.ts";
import { binary } from "../helpers/cli.ts";
import { SMALL_SIZES, sessionSizes } from "./content/session-sizes.ts";
import { writeSessions } from "./content/write-sessions.ts";
import { runMeasured, type Sample } from "./programs/run-measured.ts";
import { cpuOf, inTurns, wallOf } from "./programs/sides.ts";
import { type BenchOptions, type BenchResult, type BenchRow, ratioRow } from "./report/bench-row.ts";

const VERSION = "0.171.0";
const SESSIONS = { full: 2_000, quick: 100 };
const LISTED = { full: 4_000, quick: 200 };
const SEED = 23;
const ROUNDS = 3;
/** How often the client's database is asked whether its index is complete, in milliseconds. */
const POLL_MS = 20;
/** Nothing of a measurement goes beyond this machine: a proxy that nobody listens at. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * The first index of natural sessions by the binary (`status`, start and all) beside Codex's own, which it makes when an
 * editor starts it on a home without a database; and a dry run over indexed sessions beside `status`. Throws where Codex
 * cannot be installed.
 */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const client = installClient("@openai/codex", VERSION, "codex");
  if ("reason" in client) throw new Error(`codex ${VERSION} cannot be installed: ${client.detail}`);
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const rows = [...(await compareFirstIndex(dir, client, SESSIONS[size])), await compareDryRun(dir, LISTED[size])];
    return { rows };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compareFirstIndex(dir: string, client: InstalledClient, sessions: number): Promise<BenchRow[]> {
  const codexHome = join(dir, "codex");
  writeSessions(codexHome, sessionSizes(sessions, SMALL_SIZES, SEED), { form: "paginated" });
  const { ours, codex } = await inTurns(ROUNDS, {
    ours: (round) => memories(["status", "--home", join(dir, `home-${round}`), "--codex-home", codexHome]),
    codex: () => indexWithCodex(client, codexHome, sessions),
  });
  const peer = `codex ${client.version}`;
  const what = `first index of ${sessions} sessions`;
  return [
    ratioRow(`${what}, on the clock`, wallOf(ours), wallOf(codex), { peer, goal: { most: 0.15 } }),
    ratioRow(`${what}, processor time`, cpuOf(ours), cpuOf(codex), { peer }),
  ];
}

async function compareDryRun(dir: string, sessions: number): Promise<BenchRow> {
  const codexHome = join(dir, "listed");
  writeSessions(codexHome, sessionSizes(sessions, SMALL_SIZES, SEED));
  const places = ["--home", join(dir, "listed-home"), "--codex-home", codexHome];
  const { dry, status } = await inTurns(ROUNDS, {
    dry: () => memories(["extract", "--dry-run", "--offline", ...places]),
    status: () => memories(["status", ...places]),
  });
  const against = { peer: "status", goal: { most: 1.5 } };
  return ratioRow(`dry run over ${sessions} indexed sessions`, cpuOf(dry), cpuOf(status), against);
}

const memories = (args: readonly string[]): Promise<Sample> => runMeasured([binary(), ...args]);

/** From the start of the client to the end of the index that it makes of what lies in a home; the home is then as before. */
async function indexWithCodex(client: InstalledClient, codexHome: string, sessions: number): Promise<Sample> {
  const home = join(codexHome, "person");
  mkdirSync(home, { recursive: true });
  const proxies = { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, https_proxy: NOWHERE, http_proxy: NOWHERE };
  const PATH = `${client.nodeFolder}:${process.env.PATH ?? ""}`;
  const before = childrenCpuMs();
  const begin = performance.now();
  const server = new AppServer(client.program, [], { PATH, HOME: home, CODEX_HOME: codexHome, ...proxies }, home);
  await server.initialize();
  while (!isComplete(codexHome, sessions)) await new Promise((wake) => setTimeout(wake, POLL_MS));
  const wallMs = performance.now() - begin;
  await server.close();
  for (const name of databasesIn(codexHome)) rmSync(join(codexHome, name));
  return { wallMs, cpuMs: childrenCpuMs() - before, peakMb: 0, stdout: "" };
}

const databasesIn = (codexHome: string) => readdirSync(codexHome).filter((name) => name.includes(".sqlite"));

/** Whether the client says that all transcripts are in its database. */
function isComplete(codexHome: string, sessions: number): boolean {
  const name = databasesIn(codexHome).find((file) => /^state_\d+\.sqlite$/.test(file));
  if (name === undefined) return false;
  let database: Database | undefined;
  try {
    database = new Database(join(codexHome, name), { readonly: true });
    const state = database.query<{ status: string }, []>("SELECT status FROM backfill_state").get();
    if (state?.status !== "complete") return false;
    const threads = database.query<{ count: number }, []>("SELECT count(*) AS count FROM threads").get();
    if (threads?.count !== sessions) throw new Error(`codex indexed ${threads?.count} of ${sessions} sessions`);
    return true;
  } catch (thrown) {
    // Its tables are still being made.
    if (thrown instanceof Error && thrown.name === "SQLiteError") return false;
    throw thrown;
  } finally {
    database?.close();
  }
}

const TICK_MS = 10;
/** Processor time of this process's ended children and theirs, from the fields of proc(5) behind the name. */
function childrenCpuMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}
