import { Database } from "bun:sqlite";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppServer } from "../compat/codex/app-server.ts";
import { type InstalledClient, installClient } from "../compat/install-client.ts";
import { binary } from "../helpers/cli.ts";
import { writeManySessions } from "../helpers/large-transcripts.ts";

const VERSION = "0.171.0";
const SESSIONS = 2_000;
const LISTED = 4_000;
const BYTES_EACH = 40_000;
const RUNS = 3;
/** How often the client's database is asked whether its index is complete, in milliseconds. */
const POLL_MS = 20;
/** Nothing of a measurement goes beyond this machine: a proxy that nobody listens at. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * The first index of 2,000 sessions by the binary (`status`, start and all) beside Codex's own, which it makes when an
 * editor starts it on a home without a database; and a dry run over 4,000 indexed sessions beside `status`. By turns, the
 * least of a few runs each.
 */
export async function run(): Promise<object> {
  const client = installClient("@openai/codex", VERSION, "codex");
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const first = "reason" in client ? notInstalled(client.detail) : await compareFirstIndex(dir, client);
    return { ...first, ...compareDryRun(dir) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function notInstalled(detail: string): object {
  process.stdout.write(`codex ${VERSION} cannot be installed, its index is not compared: ${detail}\n`);
  return {};
}

async function compareFirstIndex(dir: string, client: InstalledClient): Promise<object> {
  const codexHome = join(dir, "codex");
  writeManySessions(codexHome, SESSIONS, BYTES_EACH, "paginated");
  const [ours, codex] = [new Least(), new Least()];
  for (let n = 0; n < RUNS; n += 1) {
    const home = join(dir, `home${n}`);
    await ours.take(async () => timed("status", "--home", home, "--codex-home", codexHome));
    await codex.take(() => indexWithCodex(client, codexHome));
    for (const name of databasesIn(codexHome)) rmSync(join(codexHome, name));
  }
  const report = {
    sessions: SESSIONS,
    first_index_ms: Math.round(ours.wallMs),
    codex_ms: Math.round(codex.wallMs),
    first_index_per_codex: share(ours.wallMs, codex.wallMs),
    first_index_cpu_ms: ours.cpuMs,
    codex_cpu_ms: codex.cpuMs,
    first_index_cpu_per_codex: share(ours.cpuMs, codex.cpuMs),
  };
  process.stdout.write(
    `first index of ${SESSIONS} sessions: ${report.first_index_ms} ms, codex ${client.version} ${report.codex_ms} ms: ` +
      `${report.first_index_per_codex}x (limit 0.15); ` +
      `CPU ${ours.cpuMs} ms and ${codex.cpuMs} ms: ${report.first_index_cpu_per_codex}x\n`,
  );
  return report;
}

/** The least of several runs: the time on the clock, and that of processors, which a busy machine changes little. */
class Least {
  wallMs = Number.POSITIVE_INFINITY;
  cpuMs = Number.POSITIVE_INFINITY;

  /** `work` ends with the milliseconds that count; all its processes have ended by then. */
  async take(work: () => Promise<number>): Promise<void> {
    const before = childrenCpuMs();
    this.wallMs = Math.min(this.wallMs, await work());
    this.cpuMs = Math.min(this.cpuMs, childrenCpuMs() - before);
  }
}

const TICK_MS = 10;
/** Processor time of this process's ended children and theirs, from the fields of proc(5) behind the name. */
function childrenCpuMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

/** Milliseconds from the start of the client to the end of the index that it makes of what lies in a home. */
async function indexWithCodex({ program, nodeFolder }: InstalledClient, codexHome: string): Promise<number> {
  const home = join(codexHome, "person");
  mkdirSync(home, { recursive: true });
  const proxies = { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, https_proxy: NOWHERE, http_proxy: NOWHERE };
  const PATH = `${nodeFolder}:${process.env.PATH ?? ""}`;
  const begin = performance.now();
  const server = new AppServer(program, [], { PATH, HOME: home, CODEX_HOME: codexHome, ...proxies }, home);
  await server.initialize();
  while (!isComplete(codexHome)) await new Promise((wake) => setTimeout(wake, POLL_MS));
  const ms = performance.now() - begin;
  await server.close();
  return ms;
}

const databasesIn = (codexHome: string) => readdirSync(codexHome).filter((name) => name.includes(".sqlite"));

/** Whether the client says that all transcripts are in its database. */
function isComplete(codexHome: string): boolean {
  const name = databasesIn(codexHome).find((file) => /^state_\d+\.sqlite$/.test(file));
  if (name === undefined) return false;
  let database: Database | undefined;
  try {
    database = new Database(join(codexHome, name), { readonly: true });
    const state = database.query<{ status: string }, []>("SELECT status FROM backfill_state").get();
    if (state?.status !== "complete") return false;
    const threads = database.query<{ count: number }, []>("SELECT count(*) AS count FROM threads").get();
    if (threads?.count !== SESSIONS) throw new Error(`codex indexed ${threads?.count} of ${SESSIONS} sessions`);
    return true;
  } catch (thrown) {
    // Its tables are still being made.
    if (thrown instanceof Error && thrown.name === "SQLiteError") return false;
    throw thrown;
  } finally {
    database?.close();
  }
}

function compareDryRun(dir: string): object {
  const codexHome = join(dir, "listed");
  writeManySessions(codexHome, LISTED, 1);
  const places = ["--home", join(dir, "listed-home"), "--codex-home", codexHome];
  timed("status", ...places);
  const dryRun = ["extract", "--dry-run", "--offline", ...places];
  let [status, dry] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let n = 0; n < RUNS; n += 1) {
    status = Math.min(status, timed("status", ...places));
    dry = Math.min(dry, timed(...dryRun));
  }
  const ratio = share(dry, status);
  process.stdout.write(
    `dry run over ${LISTED} indexed sessions: ${Math.round(dry)} ms, status ${Math.round(status)} ms: ${ratio}x (limit 1.5)\n`,
  );
  return { dry_run_ms: Math.round(dry), status_ms: Math.round(status), dry_run_per_status: ratio };
}

/** Milliseconds that a command of the binary takes, its start included. */
function timed(...args: string[]): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(binary(), args, { encoding: "utf8", maxBuffer: 1 << 27 });
  if (status !== 0) throw new Error(`memories ${args.join(" ")} ended with ${status}\n${stderr}`);
  return performance.now() - begin;
}

const share = (part: number, whole: number) => Number((part / whole).toFixed(3));
