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
 * The threads with the decision and the title that an older client leaves to a reader, by its own database: it may not
 * know the setting that keeps sessions with external context out; its forks may take over the mode of their parent, and
 * are named after their parent's first message, which they repeat.
 */
export function asTheClientKept(threads: readonly LivedThread[], home: CodexHome): LivedThread[] {
  const kept = rowsKept(home);
  return threads.map((thread) => {
    const { expect } = thread;
    const row = kept.get(thread.id);
    if (expect === undefined || row === undefined) return thread;
    const decision = DECISIONS[row.memory_mode];
    const goesByMode = decision !== undefined && Object.values(DECISIONS).includes(expect.decision ?? "");
    const title = thread.ofParent.includes(row.title) ? { title: row.title } : {};
    return { ...thread, expect: { ...expect, ...title, ...(goesByMode && { decision }) } };
  });
}

interface KeptRow {
  readonly id: string;
  readonly memory_mode: string;
  readonly title: string;
}

/** Each thread in the newest state database, read from a copy. */
function rowsKept(home: CodexHome): Map<string, KeptRow> {
  const names = readdirSync(home.codexHome).filter((name) => /^state_\d+\.sqlite$/.test(name));
  const newest = names.toSorted((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b))).at(-1);
  if (newest === undefined) return new Map();
  const copy = home.beside("state");
  rmSync(copy, { recursive: true, force: true });
  for (const name of readdirSync(home.codexHome).filter((name) => name.startsWith(newest)))
    cpSync(join(home.codexHome, name), join(copy, name));
  const database = new Database(join(copy, newest));
  try {
    const rows = database.query<KeptRow, []>("SELECT id, memory_mode, title FROM threads").all();
    return new Map(rows.map((row) => [row.id, row]));
  } finally {
    database.close();
  }
}
