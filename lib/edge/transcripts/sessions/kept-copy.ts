import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "@libsql/client";
import { databaseStamp, withSqliteCopy } from "./sqlite-copy.ts";

let kept: { readonly of: string; readonly client: Client } | undefined;

/**
 * A private copy of another program's database that serves one reading after the other, made anew when the source has
 * changed. Its file is unlinked as soon as it is open, so that nothing of it outlives this process. Throws
 * `rollout_unreadable`.
 */
export async function keptCopy(path: string, scratch: string): Promise<Client> {
  const of = JSON.stringify([path, databaseStamp(path)]);
  if (kept?.of === of) return kept.client;
  kept?.client.close();
  kept = undefined;
  const { createClient } = await import("@libsql/client");
  const client = await withSqliteCopy(path, scratch, async (copy) => {
    const folder = mkdtempSync(join(scratch, "database-"));
    try {
      const file = join(folder, "kept.db");
      // A file that was vacuumed into has no log beside it, which would be asked for by its path.
      await copy.execute({ sql: "vacuum into ?", args: [file] });
      const opened = createClient({ url: `file:${file}` });
      await opened.execute("select count(*) from sqlite_master");
      return opened;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  kept = { of, client };
  return client;
}
