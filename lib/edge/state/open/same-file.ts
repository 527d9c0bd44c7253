import { statSync } from "node:fs";
import { MemoriesError } from "../../../core/errors.ts";

/** Watches that an open database is still what lies at its path. */
export interface SameFile {
  /** Throws `state_gone` when the file or its log was removed or replaced: what is written from now on is lost. */
  check(): void;
}

/** Remembers the file at `path` as it is now, and its `-wal` from the first check on: SQLite makes that with the first write. */
export function rememberFile(path: string, display: string): SameFile {
  const file = identityOf(path);
  let log: string | undefined;
  return {
    check() {
      if (identityOf(path) !== file) throw gone(display);
      const found = identityOf(`${path}-wal`);
      log ??= found;
      if (found !== log) throw gone(`${display}-wal`);
    },
  };
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

function gone(display: string): MemoriesError {
  return new MemoriesError("state_gone", `database was removed or replaced while it was in use: ${display}`, {
    hint: "put it back or take a copy with memories doctor --restore, then give the command again",
  });
}
