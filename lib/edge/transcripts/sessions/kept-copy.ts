import { databaseStamp, openSqliteCopy, type SqliteCopy } from "./sqlite-copy.ts";

let kept: { readonly of: string; readonly copy: SqliteCopy } | undefined;

/**
 * A private copy of another program's database that serves one reading after the other, the index and the evidence of
 * its sessions, made anew when the source has changed. Throws `rollout_unreadable`.
 */
export async function keptCopy(path: string, scratch: string): Promise<SqliteCopy> {
  if (kept?.of === nameOf(path)) return kept.copy;
  kept?.copy.close();
  kept = undefined;
  const copy = await openSqliteCopy(path, scratch);
  kept = { of: JSON.stringify([path, copy.stamp]), copy };
  return copy;
}

const nameOf = (path: string) => JSON.stringify([path, databaseStamp(path)]);
