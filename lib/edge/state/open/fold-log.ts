import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Client, Row } from "@libsql/client";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { codeOf } from "./database-file.ts";
import { openLogComparison } from "./log-comparison.ts";

/** How a fold ended. `in_use`: other processes read or write, the last of them folds. `failed`: and why. */
export type Fold =
  | { readonly kind: "folded" }
  | { readonly kind: "in_use" }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Moves what was written into the database file and empties the `-wal`, where deleted texts stand too; the driver's own
 * close would leave that to whoever opens the file next. Folds, checks that the file holds each page of the log, and
 * only then empties the log: a read or a write that fails leaves both as they are, and nothing is lost. Does not wait
 * for other processes. For a connection that is not used any more.
 */
export async function foldLog(client: Client, path: string): Promise<Fold> {
  // The driver lets go of its last transaction in a later turn; until then the connection itself holds the log.
  await yieldToEventLoop();
  try {
    await client.execute("PRAGMA busy_timeout = 0");
    const { rows } = await client.execute("PRAGMA wal_checkpoint(PASSIVE)");
    const frames = framesOf(rows[0]);
    if (frames === undefined) return { kind: "in_use" };
    // None is in it, or the file has none.
    if (frames <= 0) return { kind: "folded" };
    const comparison = openLogComparison(path);
    try {
      const difference = comparison.compare(frames);
      if (difference !== undefined) {
        // What another process wrote and folded meanwhile differs rightly from what the log held before.
        const { rows: again } = await client.execute("PRAGMA wal_checkpoint(PASSIVE)");
        return framesOf(again[0]) === frames ? { kind: "failed", reason: difference } : { kind: "in_use" };
      }
      const emptied = await client.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return { kind: Number(emptied.rows[0]?.busy) === 0 ? "folded" : "in_use" };
    } finally {
      comparison.close();
    }
  } catch (thrown) {
    if (thrown instanceof MemoriesError) {
      return thrown.code === "busy" ? { kind: "in_use" } : { kind: "failed", reason: thrown.message };
    }
    if (codeOf(thrown) === undefined) throw thrown;
    return { kind: "failed", reason: reasonOf(thrown) };
  }
}

/** How many frames the log holds, all of them moved; undefined when some could not be. */
function framesOf(row: Row | undefined): number | undefined {
  const [busy, log, moved] = [Number(row?.busy), Number(row?.log), Number(row?.checkpointed)];
  return busy === 0 && log === moved ? log : undefined;
}
