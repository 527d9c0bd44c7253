import { AGENT_NAMES } from "../../core/agents/agent-name.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { ThreadToRead } from "../../core/index/plan-index.ts";
import {
  countOtherMachines,
  type ForeignRow,
  readForeignRows,
  readOtherHomes,
  takeOverThreads,
} from "../../edge/state/threads/foreign-threads.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { isFormerHome, isGone, readFirstLineMark } from "../../edge/transcripts/moved-paths.ts";
import type { World } from "../world.ts";
import { scopeOf } from "./scopes.ts";

/** Takes over the threads of this machine's homes that are gone, or are the given home under a former name; how many. */
export async function takeOverHomes(world: World, scope: IndexScope): Promise<number> {
  const state = await world.state();
  let taken = 0;
  for (const agentHome of await readOtherHomes(state, scope)) {
    if (!isFormerHome(agentHome, scope.agentHome)) continue;
    taken += await takeOverThreads(state, { machine: scope.machine, agentHome }, scope);
  }
  return taken;
}

/** What is known of threads that are new to this home. */
export interface NewThreads {
  /** Those to read. */
  readonly reading: readonly ThreadToRead[];
  /** How many were another home's of this machine, which has lost their files. */
  readonly takenOver: number;
  /** Other homes of this machine that have some of them still, and how many. */
  readonly leftTo: ReadonlyMap<string, number>;
}

/**
 * Sorts out the threads that another machine or home has indexed: what this machine's other home has lost, and has the
 * same first line here, is taken over; what is there still, or another machine's, is left to it as it is.
 */
export async function sortOutForeign(
  world: World,
  scope: IndexScope,
  threads: readonly ThreadToRead[],
): Promise<NewThreads> {
  const state = await world.state();
  const fresh = threads.flatMap(({ id, row }) => (id !== undefined && row === undefined ? [id] : []));
  const foreign = new Map((await readForeignRows(state, fresh, scope)).map((row) => [row.id, row]));
  if (foreign.size === 0) return { reading: threads, takenOver: 0, leftTo: new Map() };
  const left = new Set<string>();
  const leftTo = new Map<string, number>();
  const moved = new Map<string, string[]>();
  for (const { id, files } of threads) {
    const row = foreign.get(id ?? "");
    if (row === undefined) continue;
    const paths = files.map(([file]) => file.path);
    if (row.machine === scope.machine && isGone(row.path) && (await isSameSession(row, paths))) {
      moved.set(row.agentHome, [...(moved.get(row.agentHome) ?? []), row.id]);
      continue;
    }
    left.add(row.id);
    if (row.machine === scope.machine) leftTo.set(row.agentHome, (leftTo.get(row.agentHome) ?? 0) + 1);
  }
  let takenOver = 0;
  for (const [agentHome, ids] of moved) {
    takenOver += await takeOverThreads(state, { machine: scope.machine, agentHome, ids }, scope);
  }
  return { reading: threads.filter(({ id }) => id === undefined || !left.has(id)), takenOver, leftTo };
}

async function isSameSession(row: ForeignRow, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    try {
      if (row.firstLine === undefined || (await readFirstLineMark(path)) === row.firstLine) return true;
    } catch (error) {
      // What cannot be read is nobody's yet; reading it for the index says why.
      if (!(error instanceof MemoriesError)) throw error;
    }
  }
  return false;
}

export interface TakeOverReport {
  readonly command: "threads";
  readonly action: "take_over";
  readonly machine: string;
  readonly threads: number;
}

/** Takes over all threads of another machine, as its owner says that it is no more. Throws `bad_input`. */
export async function takeOverMachine(world: World, machine: string): Promise<TakeOverReport> {
  const state = await world.state();
  const others = await countOtherMachines(state, await world.machine());
  if (!others.has(machine)) {
    const known = [...others.keys()].join(", ");
    throw new MemoriesError("bad_input", `no other machine has sessions here: ${machine}`, {
      hint: known === "" ? "all sessions are this machine's" : `there is ${known}`,
    });
  }
  let threads = 0;
  for (const agent of AGENT_NAMES) threads += await takeOverThreads(state, { machine }, await scopeOf(world, agent));
  return { command: "threads", action: "take_over", machine, threads };
}
