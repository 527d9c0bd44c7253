import { Database } from "bun:sqlite";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseRolloutName } from "../../lib/core/agents/codex/file-name.ts";
import type { RecordAgent } from "../../lib/core/agents/formats.ts";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import type { Thread } from "../../lib/core/types.ts";
import { listThreads } from "../../lib/edge/state/threads/threads.ts";
import { indexRollouts } from "../../lib/flow/index/index-rollouts.ts";
import { readSession } from "../../lib/flow/sessions/read-session.ts";
import type { World } from "../../lib/flow/world.ts";
import { copyHome, FIXTURE_OF, sessionsIn } from "../helpers/agent-home.ts";
import { type TestWorld, testWorld } from "../helpers/world.ts";
import { chance } from "./content/chance.ts";
import { growDatabase, growFiles, type HomeGrowth, type MadeFile, type Original } from "./content/grown-homes.ts";
import { AGENT_SIZES, naturalOutputs } from "./content/grown-records.ts";
import { readMaterial } from "./content/material.ts";
import { sessionSizes } from "./content/session-sizes.ts";
import { type BenchOptions, type BenchResult, type BenchRow, ratioRow } from "./report/bench-row.ts";

/**
 * For each agent the first index of 1,000 sessions of real sizes, an index of the unchanged home, and the evidence of
 * some, beside `jq -c` on the same files; for a database beside `sqlite3` dumping the same rows. The sessions are those
 * of the fixtures, each grown by its own records with natural texts for what tools gave. All in processor time, a
 * megabyte or an index: a busy machine does not count. A ratio below 1 says that this program is the faster one.
 */
const SESSIONS = 1_000;
const QUICK_SESSIONS = 60;
/** Of these the evidence is read too, and the peer reads the same ones. */
const EVIDENCE_SESSIONS = 100;
/** As many others are read before: what is measured is not the compiling of the first moments. */
const WARM_SESSIONS = 25;
const BUDGET_BYTES = 400_000;
const SEED = 5;
const CODEX = join(import.meta.dirname, "../../fixtures/codex-0.171/native");
/** All fixture sessions are idle then. */
const NOW = Math.floor(Date.parse("2026-11-28T12:00:00Z") / 1_000);
/** A home is to be indexed by the megabyte within so many times of what Codex's takes. */
const TIMES_OF_CODEX = 1.5;

/** Processor times in milliseconds, those of contents for each megabyte. */
interface Measured {
  readonly peer: "jq" | "sqlite3";
  readonly index: readonly number[];
  readonly unchanged: readonly number[];
  readonly evidence: readonly number[];
  readonly beside: readonly number[];
}

export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const sizes = sessionSizes(size === "quick" ? QUICK_SESSIONS : SESSIONS, AGENT_SIZES, SEED);
  const growth = { sizes, output: naturalOutputs(readMaterial(), chance(SEED)) };
  const codex = await measure(codexHome(growth));
  const rows: BenchRow[] = rowsOf("codex", codex);
  for (const agent of Object.keys(FIXTURE_OF) as RecordAgent[]) {
    const measured = await measure(agentHome(agent, growth));
    rows.push(
      ...rowsOf(agent, measured),
      ratioRow(`${agent}: first index beside Codex`, measured.index, codex.index, {
        peer: "codex",
        unit: "ms/MB",
        goal: { most: TIMES_OF_CODEX },
      }),
      ratioRow(`${agent}: unchanged home`, measured.unchanged, codex.unchanged, { peer: "codex" }),
    );
    if (size === "quick") break;
  }
  return { rows };
}

function rowsOf(agent: string, { index, evidence, beside, peer }: Measured): BenchRow[] {
  const how = { peer, unit: "ms/MB", goal: { most: 1 } };
  return [ratioRow(`${agent}: first index`, index, beside, how), ratioRow(`${agent}: evidence`, evidence, beside, how)];
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
    const unchanged = await repeated(async () => (await timed(() => indexRollouts(again)))[0]);
    const threads = await listThreads(await world.state());
    const [database] = sizes.size === 1 ? sizes.keys() : [];
    const compared = threads.slice(0, EVIDENCE_SESSIONS);
    const paths = [...new Set(compared.map(({ rolloutPath }) => rolloutPath))];
    const peerBytes = sum(paths.map((path) => sizes.get(path) ?? Number.NaN));
    const comparedBytes = database === undefined ? peerBytes : rowBytes(database, compared);
    const beside = await repeated(() => (database === undefined ? jqMs(paths) : sqliteMs(database)));
    await readAll(world, threads.slice(-WARM_SESSIONS));
    const evidence = await repeated(async () => (await timed(() => readAll(world, compared)))[0]);
    return {
      peer: database === undefined ? "jq" : "sqlite3",
      index: [perMegabyte(index, sum([...sizes.values()]))],
      unchanged,
      evidence: evidence.map((ms) => perMegabyte(ms, comparedBytes)),
      beside: beside.map((ms) => perMegabyte(ms, peerBytes)),
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

const REPEATS = 3;

async function repeated(measureOnce: () => number | Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < REPEATS; n += 1) times.push(await measureOnce());
  return times;
}

/** Processor time of some work, in milliseconds: other programs on the machine do not count. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begin = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(begin);
  return [(user + system) / 1e3, value];
}

const perMegabyte = (ms: number, bytes: number) => (ms * 1e6) / bytes;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
