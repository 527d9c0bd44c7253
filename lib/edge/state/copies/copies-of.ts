import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CopyName, parseCopyNames, selectOldCopies } from "../../../core/copies/copy-names.ts";
import { fault } from "../../../core/fault.ts";
import { namesIn } from "../../fs/names-in.ts";
import { answers } from "../../process/process-identity.ts";

/** Where a home keeps the copies of its databases. */
export function copiesFolder(home: string): string {
  return join(home, "backups");
}

/** What the names of a database's copies begin with: a home may be used with more than its own. */
export function stemOf(home: string, database: string): string {
  if (resolve(database) === join(home, "memories.db")) return "memories";
  return `memories.${createHash("sha256").update(resolve(database)).digest("hex").slice(0, 8)}`;
}

/** A copy and where it lies. */
export interface DatabaseCopy extends CopyName {
  readonly path: string;
}

/** The copies of one database, or of all when none is named, the newest first. */
export function listCopies(home: string, database?: string): DatabaseCopy[] {
  const folder = copiesFolder(home);
  const stem = database === undefined ? undefined : stemOf(home, database);
  return parseCopyNames(namesIn(folder))
    .filter((copy) => stem === undefined || copy.stem === stem)
    .map((copy) => ({ ...copy, path: join(folder, copy.name) }));
}

/** The copies among some that have to make room at a time in seconds. */
export function outdatedCopies(copies: readonly DatabaseCopy[], now: number): DatabaseCopy[] {
  const old = new Set(selectOldCopies(copies, now).map(({ name }) => name));
  return copies.filter(({ name }) => old.has(name));
}

const DRAFT = /^memories(?:\.[0-9a-f]{8})?-\d{4}-\d{2}-\d{2}\.db\.(?<pid>\d+)\.tmp$/u;

/** The path of a copy while this process makes it. */
export function draftOf(copy: string): string {
  return `${copy}.${process.pid}.tmp`;
}

/** Removes what processes left that were killed while they made a copy. Throws what the system says. */
export function removeDeadDrafts(home: string): void {
  for (const name of namesIn(copiesFolder(home))) {
    const pid = Number(DRAFT.exec(name)?.groups?.pid);
    if (!Number.isSafeInteger(pid) || answers(pid)) continue;
    const path = join(copiesFolder(home), name);
    fault("folder.delete", path);
    rmSync(path, { force: true });
  }
}

/** Removes a copy. Throws what the system says. */
export function removeCopy({ path }: DatabaseCopy): void {
  fault("folder.delete", path);
  rmSync(path, { force: true });
}
