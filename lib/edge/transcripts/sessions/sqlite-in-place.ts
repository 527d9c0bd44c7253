import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { reasonOf } from "../../../core/errors.ts";
import { isFresh } from "../index-transcript.ts";
import {
  databaseStamp,
  databaseUnreadable,
  isSameStamp,
  refuseOther,
  type SqliteSnapshot,
  snapshotIn,
} from "./sqlite-snapshot.ts";

/** Thrown by a query when the database has changed since it was opened: what was read of it may be torn. */
export class DatabaseChanged extends Error {}

/**
 * Opens another program's database where it lies, as a file that nobody writes: SQLite then takes no lock, creates
 * nothing beside it and looks at no log. Undefined where it may not be read so: written a moment ago, when a further
 * write could leave its time as it is, or with a log beside it, in which rows can stand. Each query throws
 * `DatabaseChanged` at its end when the file is not what it was. Throws `rollout_unreadable`.
 */
export async function openInPlace(path: string): Promise<SqliteSnapshot | undefined> {
  const stamp = databaseStamp(path);
  if (stamp === undefined || stamp.walSize > 0 || isFresh(stamp.mtimeMs) || existsSync(`${path}-journal`))
    return undefined;
  await refuseOther(path);
  const { DatabaseSync } = await import("node:sqlite");
  try {
    // Never mapped into memory: a file that another program shortens would end this one.
    const database = new DatabaseSync(`${pathToFileURL(path).href}?immutable=1`, { readOnly: true });
    return snapshotIn(database, path, stamp, () => {
      if (!isSameStamp(stamp, databaseStamp(path))) throw new DatabaseChanged(`the database has changed: ${path}`);
    });
  } catch (error) {
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}
