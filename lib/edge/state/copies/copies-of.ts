import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CopyName, parseCopyNames } from "../../../core/copies/copy-names.ts";
import { fault } from "../../../core/fault.ts";
import { namesIn } from "../../fs/names-in.ts";

/** Where a home keeps the copies of its databases. */
export function copiesFolder(home: string): string {
  return join(home, "backups");
}

/** What the names of a database's copies begin with: a home may be used with more than its own. */
export function stemOf(home: string, database: string): string {
  if (resolve(database) === join(home, "memories.db")) return "memories";
  return `memories.${createHash("sha256").update(resolve(database)).digest("hex").slice(0, 8)}`;
}

/** The copies of one database, or of all when none is named, the newest first. */
export function listCopies(home: string, database?: string): CopyName[] {
  const copies = parseCopyNames(namesIn(copiesFolder(home)));
  if (database === undefined) return copies;
  const stem = stemOf(home, database);
  return copies.filter((copy) => copy.stem === stem);
}

/** Removes a copy. Throws what the system says. */
export function removeCopy(home: string, { name }: CopyName): void {
  const path = join(copiesFolder(home), name);
  fault("folder.delete", path);
  rmSync(path, { force: true });
}
