import { newestFirst, type RunRecord, undoneBy } from "../../core/runs/run-record.ts";
import { listRuns } from "../../edge/runs/run-store.ts";
import type { World } from "../world.ts";

/** A run that succeeded, and whether it still stands. */
export type LoggedRun = Omit<RunRecord, "sequence" | "files"> & {
  /** The undo that took it back; null while it stands. */
  readonly undone_by: string | null;
  /** Whether `undo` can still take it back. */
  readonly can_be_undone: boolean;
};

/** The runs of this home, newest first. */
export interface LogReport {
  readonly command: "log";
  readonly runs: readonly LoggedRun[];
}

/** Lists the runs that are kept. Reads only. */
export async function log(world: World): Promise<LogReport> {
  const records = newestFirst(listRuns(world.paths.home));
  const runs = records.map(({ sequence: _sequence, files, ...shown }) => {
    const undone = undoneBy(shown.run, records)?.run ?? null;
    return {
      ...shown,
      undone_by: undone,
      can_be_undone: undone === null && files.length > 0 && shown.patches === "kept",
    };
  });
  return { command: "log", runs };
}
