import { Database } from "bun:sqlite";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CodexHome } from "./codex-home.ts";
import type { LivedThread } from "./lived-thread.ts";

/** What a run decides about a session of each memory mode. */
const DECISIONS: Readonly<Record<string, string>> = {
  enabled: "claim",
  disabled: "memory_disabled",
  polluted: "memory_polluted",
};

/**
 * The threads with the decision that an older client leaves to a reader, by the mode in its own database: it may not
 * know the setting that keeps sessions with external context out, and its forks may take over the mode of their parent.
 */
export function asTheClientKept(threads: readonly LivedThread[], home: CodexHome): LivedThread[] {
  const kept = modesKept(home);
  return threads.map((thread) => {
    const { expect } = thread;
    const decision = DECISIONS[kept.get(thread.id) ?? ""];
    const goesByMode = expect !== undefined && Object.values(DECISIONS).includes(expect.decision ?? "");
    return goesByMode && decision !== undefined ? { ...thread, expect: { ...expect, decision } } : thread;
  });
}

/** The memory mode of each thread in the newest state database, read from a copy. */
function modesKept(home: CodexHome): Map<string, string> {
  const names = readdirSync(home.codexHome).filter((name) => /^state_\d+\.sqlite$/.test(name));
  const newest = names.toSorted((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b))).at(-1);
  if (newest === undefined) return new Map();
  const copy = home.beside("state");
  rmSync(copy, { recursive: true, force: true });
  for (const name of readdirSync(home.codexHome).filter((name) => name.startsWith(newest)))
    cpSync(join(home.codexHome, name), join(copy, name));
  const database = new Database(join(copy, newest));
  try {
    const rows = database.query<{ id: string; memory_mode: string }, []>("SELECT id, memory_mode FROM threads").all();
    return new Map(rows.map(({ id, memory_mode }) => [id, memory_mode]));
  } finally {
    database.close();
  }
}
