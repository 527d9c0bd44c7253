import { Database } from "bun:sqlite";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseRolloutName } from "../../lib/core/agents/codex/file-name.ts";
import type { RecordAgent } from "../../lib/core/agents/formats.ts";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import type { Thread } from "../../lib/core/types.ts";
import { listThreads } from "../../lib/edge/state/threads/threads.ts";
import { readSession } from "../../lib/flow/extract/read-session.ts";
import { indexRollouts } from "../../lib/flow/index/index-rollouts.ts";
import type { World } from "../../lib/flow/world.ts";
import { naturalTexts } from "../core/redact/corpus/natural-texts.ts";
import { copyHome, FIXTURE_OF, sessionsIn } from "../helpers/agent-home.ts";
import { growDatabase, growFiles, type HomeGrowth, type MadeFile, type Original } from "../helpers/grown-homes.ts";
import { naturalOutputs, realSizes } from "../helpers/grown-records.ts";
import { numbers } from "../helpers/large-transcripts.ts";
import { type TestWorld, testWorld } from "../helpers/world.ts";

/**
 * For each agent the first index of 1,000 sessions of real sizes, an index of the unchanged home, and the evidence of
 * some, beside `jq -c` on the same files; for a database beside `sqlite3` dumping the same rows. The sessions are those
 * of the fixtures, each grown by its own records with natural texts for what tools gave. All in processor time: a busy
 * machine does not count. A ratio over 1 says that this program is the faster one.
 */
const SESSIONS = 1_000;
/** Of these the evidence is read too, and the peer reads the same ones. */
const EVIDENCE_SESSIONS = 100;
/** As many others are read before: what is measured is not the compiling of the first moments. */
const WARM_SESSIONS = 25;
const BUDGET_BYTES = 400_000;
const TOP = join(import.meta.dirname, "../..");
const CODEX = join(TOP, "fixtures/codex-0.171/native");
const NATURAL_BYTES = 2_000_000;
/** All fixture sessions are idle then. */
const NOW = Math.floor(Date.parse("2026-11-28T12:00:00Z") / 1_000);

interface Measured {
  readonly megabytes: number;
  readonly index_mb_s: number;
  readonly evidence_mb_s: number;
  readonly peer: "jq" | "sqlite3";
  readonly peer_mb_s: number;
  /** How many times as fast as the peer. */
  readonly index_times_as_fast: number;
  readonly evidence_times_as_fast: number;
  readonly unchanged_ms: number;
}

export async function run(): Promise<object> {
  const natural = naturalTexts(TOP, NATURAL_BYTES);
  const random = numbers(5);
  const growth = { sizes: realSizes(SESSIONS, random), output: naturalOutputs(natural, random) };
  const report: Record<string, Measured & { unchanged_per_codex?: number; index_time_per_codex?: number }> = {};
  process.stdout.write(`${HEAD}\n`);
  const codex = await measure(codexHome(growth));
  report.codex = codex;
  process.stdout.write(`${lineOf("codex", codex, codex)}\n`);
  for (const agent of Object.keys(FIXTURE_OF) as RecordAgent[]) {
    const measured = await measure(agentHome(agent, growth));
    report[agent] = {
      ...measured,
      unchanged_per_codex: ratio(measured.unchanged_ms, codex.unchanged_ms),
      index_time_per_codex: ratio(codex.index_mb_s, measured.index_mb_s),
    };
    process.stdout.write(`${lineOf(agent, measured, codex)}\n`);
  }
  return report;
}

const HEAD =
  "agent          MB | first index: MB/s, times as fast as the peer | evidence: MB/s, times as fast | peer: MB/s | unchanged: ms, of Codex's";

function lineOf(agent: string, measured: Measured, codex: Measured): string {
  const { megabytes, index_mb_s, index_times_as_fast, evidence_mb_s, evidence_times_as_fast } = measured;
  return [
    `${agent.padEnd(12)} ${String(megabytes).padStart(4)}`,
    `${index_mb_s} MB/s, ${index_times_as_fast}x`,
    `${evidence_mb_s} MB/s, ${evidence_times_as_fast}x`,
    `${measured.peer} ${measured.peer_mb_s} MB/s`,
    `${measured.unchanged_ms} ms, ${ratio(measured.unchanged_ms, codex.unchanged_ms)}x`,
  ].join(" | ");
}

/** A home of many sessions. */
interface MadeHome {
  readonly world: TestWorld;
  readonly remove: () => void;
  /** The bytes of each transcript by its path; those of a database by its path. */
  readonly sizes: ReadonlyMap<string, number>;
}

async function measure({ world, sizes, remove }: MadeHome): Promise<Measured> {
  try {
    const [index, { failed, agents }] = await timed(() => indexRollouts(world));
    if (failed.length + agents.flatMap((agent) => agent.failed).length > 0) throw new Error("a session was not read");
    const again = world.at({});
    const [unchanged] = await timed(() => indexRollouts(again));
    const threads = await listThreads(await world.state());
    if (threads.length < SESSIONS) throw new Error(`only ${threads.length} sessions were indexed`);
    const [database] = sizes.size === 1 ? sizes.keys() : [];
    const compared = threads.slice(0, EVIDENCE_SESSIONS);
    const paths = [...new Set(compared.map(({ rolloutPath }) => rolloutPath))];
    const peerBytes = sum(paths.map((path) => sizes.get(path) ?? Number.NaN));
    const comparedBytes = database === undefined ? peerBytes : rowBytes(database, compared);
    const peer = database === undefined ? "jq" : "sqlite3";
    const peerRate = mbPerSecond(
      peerBytes,
      await fastest(() => (database === undefined ? jqMs(paths) : sqliteMs(database))),
    );
    await readAll(world, threads.slice(-WARM_SESSIONS));
    const evidence = await fastest(async () => (await timed(() => readAll(world, compared)))[0]);
    const bytes = sum([...sizes.values()]);
    const [indexRate, evidenceRate] = [mbPerSecond(bytes, index), mbPerSecond(comparedBytes, evidence)];
    return {
      megabytes: Math.round(bytes / 1e6),
      index_mb_s: indexRate,
      evidence_mb_s: evidenceRate,
      peer,
      peer_mb_s: peerRate,
      index_times_as_fast: ratio(indexRate, peerRate),
      evidence_times_as_fast: ratio(evidenceRate, peerRate),
      unchanged_ms: Math.round(unchanged),
    };
  } finally {
    world.dispose();
    remove();
  }
}

async function readAll(world: World, threads: readonly Thread[]): Promise<void> {
  let length = 0;
  for (const thread of threads) {
    const how = { budgetBytes: BUDGET_BYTES, steps: "collect" } as const;
    const { evidence } = await readSession(world, { ...thread, threadId: thread.id }, how);
    length += evidence.text.length;
  }
  if (length === 0) throw new Error("no evidence");
}

function codexHome(growth: HomeGrowth): MadeHome {
  const home = mkdtempSync(join(tmpdir(), "memories-bench-"));
  cpSync(CODEX, home, { recursive: true });
  const originals = readdirSync(home, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const sessionId = parseRolloutName(basename(name))?.threadId;
    return sessionId === undefined ? [] : [{ path: join(home, name), sessionId }];
  });
  return {
    world: testWorld({ codexHome: home, now: NOW }),
    remove: () => rmSync(home, { recursive: true }),
    sizes: sizesOf(growFiles(originals, growth)),
  };
}

function agentHome(agent: RecordAgent, growth: HomeGrowth): MadeHome {
  const { person, home } = copyHome(agent);
  const { store } = LAYOUTS[agent];
  return {
    world: testWorld({ now: NOW, agentHomes: { [agent]: home }, settings: { from: [agent] } }),
    remove: () => rmSync(person, { recursive: true }),
    sizes:
      store.kind === "files"
        ? sizesOf(growFiles(originalsIn(agent, home), growth))
        : grownRows(join(home, store.file), growth),
  };
}

function originalsIn(agent: RecordAgent, home: string): Original[] {
  return sessionsIn(agent, home).flatMap(({ key, files, record }) => {
    const [file] = files;
    const sessionId = key.split("/").at(-1) ?? "";
    return file === undefined || files.length > 1 ? [] : [{ path: file.path, sessionId, record }];
  });
}

/** The bytes of the records of some sessions of a database. */
function rowBytes(path: string, threads: readonly Thread[]): number {
  const database = new Database(path, { readonly: true });
  const query = database.query<{ bytes: number }, [string]>(
    `select (select sum(octet_length(data)) from message where session_id = ?1)
          + (select sum(octet_length(data)) from part where session_id = ?1) as bytes`,
  );
  const bytes = sum(threads.map(({ nativeId }) => query.get(nativeId ?? "")?.bytes ?? Number.NaN));
  database.close();
  return bytes;
}

const sizesOf = (files: readonly MadeFile[]) => new Map(files.map(({ path, bytes }) => [path, bytes]));
const grownRows = (path: string, growth: HomeGrowth) => new Map([[path, sum(growDatabase(path, growth))]]);

/** Processor time of `jq -c` on some transcripts, in milliseconds. */
function jqMs(paths: readonly string[]): number {
  return peerMs(["xargs", "-0", "jq", "-c", "."], paths.join("\0"));
}

/** Processor time of `sqlite3` dumping the rows that sessions are read from, in milliseconds. */
function sqliteMs(path: string): number {
  return peerMs(["sqlite3", path, ".dump session message part"], "");
}

/** Processor time of a peer and its children, in milliseconds. */
function peerMs(command: readonly string[], input: string): number {
  const how = { stdin: Buffer.from(input), stdout: "pipe", stderr: "pipe" } as const;
  const { exitCode, resourceUsage, stderr } = Bun.spawnSync([...command], how);
  if (exitCode !== 0) throw new Error(`the peer failed: ${stderr.toString()}`);
  return Number(resourceUsage.cpuTime.total) / 1e3;
}

/** The smaller of two measurements: what another program did to the caches does not count. */
const fastest = async (measureOnce: () => number | Promise<number>) =>
  Math.min(await measureOnce(), await measureOnce());

/** Processor time of some work, in milliseconds: other programs on the machine do not count. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begin = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(begin);
  return [(user + system) / 1e3, value];
}

const mbPerSecond = (bytes: number, ms: number) => Number((bytes / 1e3 / ms).toFixed(1));
const ratio = (a: number, b: number) => Number((a / b).toFixed(2));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
