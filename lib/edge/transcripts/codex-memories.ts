import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { reasonOf } from "../../core/errors.ts";
import type { ForeignRow } from "../../core/import/memory-of-row.ts";
import { namesIn } from "../fs/names-in.ts";
import { withPrivateCopy } from "./private-sqlite-copy.ts";

/** The databases in which versions of the reference kept memories: one family a form, the highest number is in use. */
const FAMILIES = ["state", "memories", "memories_v2"] as const;

/** What the reference's databases hold of memories and of threads. */
export interface CodexMemories {
  readonly outputs: readonly ForeignRow[];
  /** By id, in lower case. */
  readonly threads: ReadonlyMap<string, ForeignRow>;
  /** Databases that were read, and those that could not be, with the reason. */
  readonly read: readonly string[];
  readonly problems: readonly string[];
}

/** Reads the memories of a codex home from private copies of the databases in these folders; nothing there changes. */
export async function readCodexMemories(folders: readonly string[]): Promise<CodexMemories> {
  const outputs: ForeignRow[] = [];
  const threads = new Map<string, ForeignRow>();
  const [read, problems]: [string[], string[]] = [[], []];
  for (const path of new Set(folders.flatMap(databasesIn))) {
    try {
      const rows = await withPrivateCopy(path, (database) => ({
        outputs: rowsOf(database, "stage1_outputs"),
        threads: rowsOf(database, "threads"),
      }));
      outputs.push(...rows.outputs);
      for (const row of rows.threads) threads.set(String(row.id).toLowerCase(), row);
      read.push(path);
    } catch (thrown) {
      problems.push(`${path} cannot be read: ${reasonOf(thrown)}`);
    }
  }
  return { outputs, threads, read, problems };
}

function databasesIn(folder: string): string[] {
  const names = namesIn(folder);
  return FAMILIES.flatMap((family) => {
    const numbers = names.flatMap((name) => {
      const match = /^([a-z_0-9]+)_(\d+)\.sqlite$/.exec(name);
      return match?.[1] === family ? [Number(match[2])] : [];
    });
    return numbers.length === 0 ? [] : [join(folder, `${family}_${Math.max(...numbers)}.sqlite`)];
  });
}

function rowsOf(database: DatabaseSync, table: "stage1_outputs" | "threads"): ForeignRow[] {
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
  return known === undefined ? [] : database.prepare(`SELECT * FROM ${table}`).all();
}
