import { MemoriesError } from "../../../core/errors.ts";
import { type RunRecord, runToUndo } from "../../../core/runs/run-record.ts";

/**
 * The run that a user means: by its name or the beginning or end of it; without one the newest consolidation of
 * this root that still stands. Throws `unknown_run` when a name fits none or several.
 */
export function findRun(records: readonly RunRecord[], root: string, named: string | undefined): RunRecord | undefined {
  if (named === undefined) {
    const here = records.filter((record) => record.root === root);
    return runToUndo(here.length > 0 ? here : records);
  }
  const exact = records.find(({ run }) => run === named);
  const alike = records.filter(({ run }) => run.startsWith(named) || run.endsWith(`-${named}`));
  const found = exact ?? (alike.length === 1 ? alike[0] : undefined);
  if (found !== undefined) return found;
  const problem = alike.length > 1 ? "several runs begin or end so" : "no run is called so";
  throw new MemoriesError("unknown_run", `${problem}: ${named}`, { hint: "memories log lists the runs" });
}
