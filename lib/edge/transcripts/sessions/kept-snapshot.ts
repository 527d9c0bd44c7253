import { openSqliteCopy } from "./sqlite-copy.ts";
import { DatabaseChanged, openInPlace } from "./sqlite-in-place.ts";
import { type DatabaseStamp, databaseStamp, type SqliteSnapshot } from "./sqlite-snapshot.ts";

/** A database that its client does not write now can be read where it lies; a copy is of one moment in any case. */
type How = "in place" | "copied";

interface KeptSnapshot {
  /** The database and its stamp. */
  readonly of: string;
  readonly how: How;
  readonly snapshot: SqliteSnapshot;
  /** How many readings are at it. */
  readers: number;
}

/** The newest snapshot of each database, by its path. */
const kept = new Map<string, KeptSnapshot>();

/**
 * Reads another program's database. One snapshot serves one reading after the other, the index and the evidence of its
 * sessions, until the source has changed. `use` is called once more, with a private copy made below `scratch`, when the
 * database changed while it was read: what it came to before does not count. Throws `rollout_unreadable`.
 */
export async function withSnapshot<T>(
  path: string,
  scratch: string,
  use: (snapshot: SqliteSnapshot) => T | Promise<T>,
): Promise<T> {
  const read = async (how: How) => {
    const taken = await take(path, scratch, how);
    taken.readers += 1;
    try {
      return await use(taken.snapshot);
    } finally {
      taken.readers -= 1;
      closeUnread(path, taken);
    }
  };
  try {
    return await read("in place");
  } catch (thrown) {
    if (!(thrown instanceof DatabaseChanged)) throw thrown;
    return read("copied");
  }
}

async function take(path: string, scratch: string, wanted: How): Promise<KeptSnapshot> {
  const known = kept.get(path);
  const isWanted = known?.how === "copied" || wanted === "in place";
  if (known !== undefined && isWanted && known.of === nameOf(path, databaseStamp(path))) return known;
  kept.delete(path);
  if (known !== undefined) closeUnread(path, known);
  const inPlace = wanted === "in place" ? await openInPlace(path) : undefined;
  const snapshot = inPlace ?? (await openSqliteCopy(path, scratch));
  const how = inPlace === undefined ? "copied" : "in place";
  const taken: KeptSnapshot = { of: nameOf(path, snapshot.stamp), how, snapshot, readers: 0 };
  kept.set(path, taken);
  return taken;
}

/** Closes a snapshot that nobody reads and nobody will be given again. */
function closeUnread(path: string, taken: KeptSnapshot): void {
  if (taken.readers === 0 && kept.get(path) !== taken) taken.snapshot.close();
}

const nameOf = (path: string, stamp: DatabaseStamp | undefined) => JSON.stringify([path, stamp]);
