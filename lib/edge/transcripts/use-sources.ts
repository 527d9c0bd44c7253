import { readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import type { RecordAgent } from "../../core/agents/formats.ts";
import { LAYOUTS } from "../../core/agents/layouts.ts";
import { type SessionPlace, sessionPlace } from "../../core/agents/session-place.ts";
import { MemoriesError } from "../../core/errors.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { readAgentUses } from "../../core/usage/agent-uses.ts";
import type { SessionUses, UseWishes } from "../../core/usage/session-uses.ts";
import { historiesUnder } from "./histories-under.ts";
import { readUsesOf } from "./read-uses-of.ts";
import { withSnapshot } from "./sessions/kept-snapshot.ts";
import { readSession } from "./sessions/read-session.ts";
import { sessionAt } from "./sessions/session-at.ts";
import {
  type DatabaseSession,
  databaseSessions,
  isSessionDatabase,
  readDatabaseSession,
} from "./sessions/session-database.ts";
import { databaseUnreadable, type SqliteSnapshot } from "./sessions/sqlite-snapshot.ts";

/** A session whose use of memory can be read. */
export interface UseSource {
  /** The files of its parts, by their numbers. */
  readonly paths: readonly string[];
  /** Throws `rollout_unreadable`, or the reason of `signal`. */
  readonly read: (wishes: UseWishes, signal?: AbortSignal) => Promise<SessionUses>;
}

/**
 * The sessions that a path names, of whichever agent: of the file itself, or of all in the tree below a folder; those
 * of Codex first, each agent's in the byte order of their files. Throws `bad_input` for a path that cannot be read.
 */
export async function useSourcesUnder(path: string, signal?: AbortSignal): Promise<readonly UseSource[]> {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const own = isFile ? sessionPlace(resolve(path)) : undefined;
  if (own !== undefined) return agentSources([[path, own]]);
  const codex = (await historiesUnder(path, signal)).map((history): UseSource => {
    return {
      paths: history.map((part) => part.path),
      read: (wishes, stop) => readUsesOf(history, wishes, stop),
    };
  });
  return isFile ? codex : [...codex, ...(await agentSources(placesBelow(path)))];
}

/** Files are told by their names; links are not followed, and a folder that cannot be listed was spoken of already. */
function placesBelow(folder: string): [string, SessionPlace][] {
  const found: [string, SessionPlace][] = [];
  const visit = (inside: string) => {
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      const path = `${inside}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      const place = entry.isFile() && NAME.test(entry.name) ? sessionPlace(resolve(path)) : undefined;
      if (place !== undefined) found.push([path, place]);
    }
  };
  visit(folder.length > 1 ? folder.replace(/\/+$/, "") : folder);
  return found.sort(([a], [b]) => byteOrder(a, b));
}

const NAME = /\.(?:jsonl?|db)$/;

async function agentSources(files: readonly [string, SessionPlace][]): Promise<UseSource[]> {
  const groups = Map.groupBy(files, ([, { agent, home, key }]) => JSON.stringify([agent, home, key]));
  const sources: UseSource[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const [path, place] = first;
    const { key } = place;
    if (key === undefined) sources.push(...(await databaseSources(path, place.agent)));
    else {
      const paths = group.map(([file]) => file);
      sources.push({ paths, read: (wishes, signal) => readFiles(place, key, paths, { wishes, signal }) });
    }
  }
  return sources;
}

interface Reading {
  readonly wishes: UseWishes;
  readonly signal: AbortSignal | undefined;
}

async function readFiles(
  { agent, home }: SessionPlace,
  key: string,
  paths: readonly string[],
  { wishes, signal }: Reading,
): Promise<SessionUses> {
  const { store } = LAYOUTS[agent];
  const reader = readAgentUses(agent, wishes);
  if (store.kind !== "files") throw new Error(`${agent} keeps no files`);
  const session = sessionAt(
    agent,
    home,
    store,
    paths.map((path) => resolve(path)),
  );
  const { facts } = await readSession(session, reader.take, signal);
  return reader.uses(facts, key);
}

/** One snapshot serves all sessions of a database. None in one that is another program's or cannot be read. */
async function databaseSources(path: string, agent: RecordAgent): Promise<UseSource[]> {
  const ids = await fromSnapshot(path, (_client, sessions) => Promise.resolve(sessions.map(({ id }) => id)));
  let all: Promise<ReadonlyMap<string, SessionUses>> | undefined;
  return (ids ?? []).map((id) => ({
    paths: [path],
    async read(wishes, signal) {
      all ??= readAll(path, agent, { wishes, signal });
      const uses = (await all).get(id);
      if (uses === undefined) throw databaseUnreadable(path, `it has no session ${id}`);
      return uses;
    },
  }));
}

async function readAll(
  path: string,
  agent: RecordAgent,
  { wishes, signal }: Reading,
): Promise<ReadonlyMap<string, SessionUses>> {
  const uses = await fromSnapshot(path, async (snapshot, sessions) => {
    const read = new Map<string, SessionUses>();
    for (const session of sessions) {
      signal?.throwIfAborted();
      const reader = readAgentUses(agent, wishes);
      const { facts } = await readDatabaseSession(snapshot, agent, session, reader.take, signal);
      read.set(session.id, reader.uses(facts, session.id));
    }
    return read;
  });
  return uses ?? new Map();
}

async function fromSnapshot<T>(
  path: string,
  use: (snapshot: SqliteSnapshot, sessions: readonly DatabaseSession[]) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withSnapshot(path, tmpdir(), (snapshot) =>
      isSessionDatabase(snapshot) ? use(snapshot, databaseSessions(snapshot)) : undefined,
    );
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return undefined;
    throw thrown;
  }
}
