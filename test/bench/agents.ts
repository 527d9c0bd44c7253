import { Database } from "bun:sqlite";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { AgentName } from "../../lib/core/agents/agent-name.ts";
import type { RecordAgent } from "../../lib/core/agents/formats.ts";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import { listThreads } from "../../lib/edge/state/threads/threads.ts";
import { indexRollouts } from "../../lib/flow/index/index-rollouts.ts";
import { readSession } from "../../lib/flow/sessions/read-session.ts";
import { copyHome, FIXTURE_OF, sessionsIn } from "../helpers/agent-home.ts";
import { testWorld } from "../helpers/world.ts";
import { SMALL_SIZES, sessionSizes } from "./content/session-sizes.ts";
import { writeSessions } from "./content/write-sessions.ts";
import { type BenchOptions, type BenchResult, type BenchRow, ratioRow } from "./report/bench-row.ts";

/**
 * For each agent the first index of 1,000 sessions of real sizes, and the evidence of all of them, beside `jq -c` on the
 * same files (for a database: `sqlite3` printing the same rows); the index of Codex beside them. All in processor time.
 */
const SESSIONS = 1_000;
const BUDGET_BYTES = 400_000;
/** All fixture sessions are idle then. */
const NOW = Math.floor(Date.parse("2026-11-28T12:00:00Z") / 1_000);

interface Measured {
  readonly sessions: number;
  readonly megabytes: number;
  readonly index_mb_s: number;
  readonly unchanged_ms: number;
  readonly evidence_mb_s: number;
  readonly peer_mb_s: number;
  readonly index_per_peer: number;
  readonly evidence_per_peer: number;
}

/** Of these the evidence is read too: redaction makes it the longest part. */
const EVIDENCE_SESSIONS = 100;

export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const rows: BenchRow[] = [await measureCodex()];
  for (const agent of Object.keys(FIXTURE_OF) as RecordAgent[]) {
    const measured = await measure(agent);
    const row = (what: string, rate: number) =>
      ratioRow(`${agent}: ${what}`, [1_000 / rate], [1_000 / measured.peer_mb_s], {
        peer: "jq or sqlite3",
        unit: "ms/MB",
      });
    rows.push(row("first index", measured.index_mb_s), row("evidence", measured.evidence_mb_s));
    if (size === "quick") break;
  }
  return { rows };
}

async function measureCodex(): Promise<BenchRow> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  const world = testWorld({ codexHome: join(dir, "codex"), now: NOW });
  try {
    const paths = writeSessions(world.paths.codexHome, sessionSizes(SESSIONS, SMALL_SIZES, 3));
    const [ms] = await timed(() => indexRollouts(world));
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
    const jq = peerMs({ bytes, peer: ["xargs", "-0", "jq", "-c", "."], input: paths.join("\0") });
    return ratioRow("codex: first index", [(ms * 1e6) / bytes], [(jq * 1e6) / bytes], { peer: "jq", unit: "ms/MB" });
  } finally {
    world.dispose();
    rmSync(dir, { recursive: true });
  }
}

async function measure(agent: RecordAgent): Promise<Measured> {
  const { person, home } = copyHome(agent);
  const world = testWorld({ now: NOW, agentHomes: { [agent]: home }, settings: { from: [agent as AgentName] } });
  try {
    const made = LAYOUTS[agent].store.kind === "files" ? manyFiles(agent, home) : manyRows(home);
    const peer = peerMs(made);
    const [index, first] = await timed(() => indexRollouts(world));
    const again = world.at({});
    const [unchanged] = await timed(() => indexRollouts(again));
    const threads = (await listThreads(await world.state())).slice(0, EVIDENCE_SESSIONS);
    const [evidence] = await timed(async () => {
      for (const thread of threads) {
        await readSession(world, { ...thread, threadId: thread.id }, { budgetBytes: BUDGET_BYTES, steps: "collect" });
      }
    });
    const [indexRate, peerRate] = [index, peer].map((ms) => mbPerSecond(made.bytes, ms)) as [number, number];
    const evidenceRate = mbPerSecond((made.bytes * threads.length) / SESSIONS, evidence);
    return {
      sessions: first.agents[0]?.found ?? 0,
      megabytes: Math.round(made.bytes / 1e6),
      index_mb_s: indexRate,
      unchanged_ms: Math.round(unchanged),
      evidence_mb_s: evidenceRate,
      peer_mb_s: peerRate,
      index_per_peer: Number((indexRate / peerRate).toFixed(2)),
      evidence_per_peer: Number((evidenceRate / peerRate).toFixed(2)),
    };
  } finally {
    world.dispose();
    rmSync(person, { recursive: true });
  }
}

interface Made {
  readonly bytes: number;
  /** The peer's command line, and what it reads from standard input. */
  readonly peer: readonly string[];
  readonly input: string;
}

/** The fixture's sessions again and again, each under a new id in its names and records. */
function manyFiles(agent: RecordAgent, home: string): Made {
  const originals = sessionsIn(agent, home).filter(({ files }) => files.length === 1);
  const paths: string[] = [];
  let bytes = 0;
  for (let n = 0; n < SESSIONS; n += 1) {
    const session = originals[n % originals.length];
    const [file] = session?.files ?? [];
    if (session === undefined || file === undefined) continue;
    const id = session.key.split("/").at(-1) ?? "";
    const fresh = id.replace(/[0-9a-z]{6}$/i, (n + 0x100000).toString(16).padStart(6, "0"));
    // A session of its own has turns of its own: records whose ids are those of another session would be its forks.
    const text = readFileSync(file.path, "utf8")
      .replaceAll(id, fresh)
      .replaceAll(ID_HEAD, (head) => renamed(head, n));
    const path = join(home, relative(home, file.path).replaceAll(id, fresh));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    paths.push(path);
    bytes += Buffer.byteLength(text);
  }
  return { bytes, peer: ["xargs", "-0", "jq", "-c", "."], input: paths.join("\0") };
}

/** The heads of UUIDs, and the short ids of pi. */
const ID_HEAD = /(?<=")[0-9a-f]{8}(?=-[0-9a-f]{4}-|")/g;
const renamed = (head: string, n: number) => ((Number.parseInt(head, 16) + n) >>> 0).toString(16).padStart(8, "0");

/** The rows of the fixture's sessions again and again, each under new ids. */
function manyRows(home: string): Made {
  const path = join(home, "opencode.db");
  const database = new Database(path);
  const columns = (table: string) =>
    database
      .query<{ name: string }, []>(`select name from pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => name);
  const ids = new Set(["id", "session_id", "message_id", "parent_id"]);
  const { n: own } = database.query<{ n: number }, []>("select count(*) as n from session").get() ?? { n: 1 };
  database.run("pragma foreign_keys = off");
  database.transaction(() => {
    for (const table of ["session", "message", "part"])
      database.run(`create temp table first_${table} as select * from ${table}`);
    for (let n = 1; n * own < SESSIONS; n += 1) {
      for (const table of ["session", "message", "part"]) {
        const names = columns(table);
        const values = names.map((name) => (ids.has(name) ? `${name} || '_${n}'` : timeOr(name, n)));
        database.run(`insert into ${table} (${names.join(", ")}) select ${values.join(", ")} from first_${table}`);
      }
    }
  })();
  const { bytes } = database
    .query<{ bytes: number }, []>(
      "select (select sum(length(data)) from message) + (select sum(length(data)) from part) as bytes",
    )
    .get() ?? { bytes: 0 };
  database.close();
  return { bytes, peer: ["sqlite3", path, "select data from message; select data from part;"], input: "" };
}

/** Sessions that began at other times are other sessions. */
const timeOr = (name: string, n: number) => (name.startsWith("time_") ? `${name} + ${n}` : name);

/** Processor time of the peer and its children, in milliseconds. */
function peerMs({ peer, input }: Made): number {
  const { exitCode, resourceUsage } = Bun.spawnSync([...peer], { stdin: Buffer.from(input), stdout: "pipe" });
  if (exitCode !== 0) throw new Error("the peer failed");
  return Number(resourceUsage.cpuTime.total) / 1e3;
}

/** Processor time of some work, in milliseconds: other programs on the machine do not count. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begin = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(begin);
  return [(user + system) / 1e3, value];
}

const mbPerSecond = (bytes: number, ms: number) => Number((bytes / 1e3 / ms).toFixed(1));
