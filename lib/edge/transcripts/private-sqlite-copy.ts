import { chmodSync, copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { reasonOf } from "../../core/errors.ts";

/** A copy that was torn by a write is taken again, so often. */
const ATTEMPTS = 5;

/**
 * Reads another program's SQLite database through a private copy of its file and its write-ahead log: opening it in
 * place, even for reading, would make files beside it, and rows can stand in the log alone. The copy is taken again
 * when the files changed meanwhile or it proves torn. Throws what reading it threw last.
 */
export async function withPrivateCopy<T>(path: string, read: (database: DatabaseSync) => T): Promise<T> {
  const { DatabaseSync } = await import("node:sqlite");
  for (let attempt = 1; ; attempt += 1) {
    const folder = mkdtempSync(join(tmpdir(), "memories-copy-"));
    try {
      const before = databaseFingerprint(path);
      const copy = join(folder, basename(path));
      for (const suffix of ["", "-wal"]) {
        const stat = statSync(path + suffix, { throwIfNoEntry: suffix === "" });
        if (stat === undefined) continue;
        if (!stat.isFile())
          throw new Error(suffix === "" ? "not a regular file" : `its ${suffix} is not a regular file`);
        copyFileSync(path + suffix, copy + suffix);
        chmodSync(copy + suffix, 0o600);
      }
      if (databaseFingerprint(path) !== before) throw new Error("it changes while it is copied");
      const database = new DatabaseSync(copy);
      try {
        return read(database);
      } finally {
        database.close();
      }
    } catch (error) {
      if (attempt === ATTEMPTS || !isTorn(error)) throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** What changes when a database does: path, size, time and inode of its file and of its log. */
export function databaseFingerprint(path: string): string {
  const files = [path, `${path}-wal`].map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? "-" : `${stat.size}/${stat.mtimeMs}/${stat.ino}`;
  });
  return [path, ...files].join(" ");
}

/** Another copy may be whole: anything but a file that cannot be read. */
function isTorn(error: unknown): boolean {
  return !/EACCES|EPERM|ENOENT|EISDIR/.test(reasonOf(error));
}
