import { closeSync, constants, openSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { reasonOf } from "../../../core/errors.ts";
import { codeOf, refuseWhatIsNone } from "../open/database-file.ts";

/** What a database file that nothing has open holds. `empty`: nothing there, or no table of ours. */
export type DatabaseInspection =
  | { readonly kind: "absent" }
  | { readonly kind: "empty" }
  | { readonly kind: "damaged"; readonly reason: string }
  | { readonly kind: "whole"; readonly memories: number };

/** Reads a whole database file and checks it. Not for one that this process has open: closing lets go of its locks. */
export async function inspectDatabase(path: string): Promise<DatabaseInspection> {
  try {
    refuseStrange(path);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return { kind: "absent" };
    return { kind: "damaged", reason: reasonOf(thrown) };
  }
  try {
    return await withDatabase(path, (database) => {
      const [row] = database.prepare("PRAGMA integrity_check(1)").all();
      const found = String(Object.values(row ?? {})[0]);
      if (found !== "ok") return { kind: "damaged", reason: found };
      if (!tablesOf(database).includes("stage1_outputs")) return { kind: "empty" };
      return { kind: "whole", memories: countOf(database.prepare("SELECT count(*) FROM stage1_outputs").all()[0]) };
    });
  } catch (thrown) {
    return { kind: "damaged", reason: reasonOf(thrown) };
  }
}

/** A pipe in its place would keep SQLite waiting. */
function refuseStrange(path: string): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    refuseWhatIsNone(file, path);
  } finally {
    closeSync(file);
  }
}

/** Tombstones name what is forgotten and hold nothing of it. */
const TOMBSTONES = "forgotten";

/** Whether a database file holds anything of a thread beyond its name; one that cannot be read may. */
export async function mayHoldThreads(path: string, threadIds: readonly string[]): Promise<boolean> {
  const ids = JSON.stringify(threadIds);
  const among = "IN (SELECT value FROM json_each(?))";
  try {
    return await withDatabase(path, (database) => {
      const tables = tablesOf(database).filter((table) => table !== TOMBSTONES);
      return tables.some((table) => {
        const columns = database.prepare(`SELECT name FROM pragma_table_info(?)`).all(table);
        const has = (name: string) => columns.some((column) => column.name === name);
        const where = has("thread_id")
          ? `thread_id ${among}`
          : has("first_user_message")
            ? `id ${among} AND coalesce(title, '') || coalesce(first_user_message, '') <> ''`
            : undefined;
        if (where === undefined) return false;
        return (
          countOf(
            database.prepare(`SELECT count(*) FROM "${table.replaceAll('"', '""')}" WHERE ${where}`).all(ids)[0],
          ) > 0
        );
      });
    });
  } catch {
    return true;
  }
}

/** Another library than that of the state: what it finds sound was not found so by the one that wrote it. */
async function withDatabase<T>(path: string, read: (database: DatabaseSync) => T): Promise<T> {
  const { DatabaseSync } = await import("node:sqlite");
  const url = pathToFileURL(path);
  // A reader makes files beside a database, and leaves them, unless it is told that nobody writes; a log would then be
  // passed over.
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) url.search = "?immutable=1";
  const database = new DatabaseSync(url.href, { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function tablesOf(database: DatabaseSync): string[] {
  return database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));
}

function countOf(row: Record<string, unknown> | undefined): number {
  return Number(Object.values(row ?? {})[0] ?? 0);
}
