import { newestFirst, type RunRecord, undoneBy } from "../../../core/runs/run-record.ts";
import { parseRfc3339, rfc3339 } from "../../../core/text/time.ts";
import { listRuns } from "../../../edge/runs/run-store.ts";
import { listSpendingRuns, type SpendingRunCosts } from "../../../edge/state/calls/spending-runs.ts";
import type { World } from "../../world.ts";

/** A run of a command that can spend, or an undo; whatever became of it. */
export interface LoggedRun {
  readonly run: string;
  readonly command: string;
  /** `running` of a run whose process died too. */
  readonly status: string;
  /** RFC 3339: when it began. */
  readonly time: string;
  /** Null where the run asked none, and where that is not known. */
  readonly model: string | null;
  readonly host: string | null;
  readonly duration_ms: number | null;
  /** Sessions of an extraction, memories of a consolidation, that it worked on. */
  readonly sessions: number;
  /** Sessions that became memories, files that differed from the consolidation before. */
  readonly remembered: number;
  readonly requests: number;
  readonly tokens: number;
  /** Dollars, of the requests with a price. */
  readonly cost: number;
  readonly unpriced_requests: number;
  /** Why it failed or stopped. */
  readonly note: string | null;
  /** Of a run that the folder keeps: its inputs, how they differed, and what was left alone. */
  readonly selected: RunRecord["selected"];
  readonly watermark: RunRecord["watermark"];
  readonly usage: RunRecord["usage"] | null;
  readonly changes: RunRecord["changes"];
  readonly conflicts: RunRecord["conflicts"];
  /** `forgotten`: a session of the run was forgotten, and its text went with the patches; null of a run without any. */
  readonly patches: RunRecord["patches"] | null;
  /** The run that this undo took back. */
  readonly undoes: string | null;
  /** The undo that took it back; null while it stands. */
  readonly undone_by: string | null;
  /** Whether `undo` can still take it back. */
  readonly can_be_undone: boolean;
}

/** The runs of this home and of its database, newest first. */
export interface LogReport {
  readonly command: "log";
  readonly runs: readonly LoggedRun[];
}

/** So many runs are shown; `cost` sums what is older. */
const SHOWN_RUNS = 200;

/** Lists the runs that are kept. Reads only. */
export async function log(world: World): Promise<LogReport> {
  const records = newestFirst(listRuns(world.paths.home));
  const spending = await listSpendingRuns(await world.state(), SHOWN_RUNS);
  const bySpending = new Map(spending.map((entry) => [entry.run, entry]));
  const recorded = new Set(records.map(({ run }) => run));
  const kept = records.map((record) => recordedRun(record, records, bySpending.get(record.run)));
  const others = spending.filter(({ run }) => !recorded.has(run)).map(spendingRun);
  return { command: "log", runs: merged(kept, others) };
}

function recordedRun(record: RunRecord, records: readonly RunRecord[], spent?: SpendingRunCosts): LoggedRun {
  const undone = undoneBy(record.run, records)?.run ?? null;
  return {
    run: record.run,
    command: record.command,
    status: record.status,
    time: record.time,
    model: spent?.model ?? null,
    host: spent?.host ?? null,
    duration_ms: spent?.durationMs ?? null,
    sessions: record.selected.length,
    remembered: record.changes.length,
    requests: spent?.requests ?? 0,
    tokens: spent?.tokens || record.usage.total_tokens,
    cost: spent?.cost ?? 0,
    unpriced_requests: spent?.unpriced ?? 0,
    note: null,
    selected: record.selected,
    watermark: record.watermark,
    usage: record.usage,
    changes: record.changes,
    conflicts: record.conflicts,
    patches: record.patches,
    undoes: record.undoes,
    undone_by: undone,
    can_be_undone: undone === null && record.files.length > 0 && record.patches === "kept",
  };
}

function spendingRun(entry: SpendingRunCosts): LoggedRun {
  return {
    run: entry.run,
    command: entry.command,
    status: entry.status,
    time: rfc3339(entry.startedAt),
    model: entry.model ?? null,
    host: entry.host ?? null,
    duration_ms: entry.durationMs ?? null,
    sessions: entry.sessions,
    remembered: entry.remembered,
    requests: entry.requests,
    tokens: entry.tokens,
    cost: entry.cost,
    unpriced_requests: entry.unpriced,
    note: entry.note ?? null,
    selected: [],
    watermark: null,
    usage: null,
    changes: [],
    conflicts: [],
    patches: null,
    undoes: null,
    undone_by: null,
    can_be_undone: false,
  };
}

/** Both lists in one, each in its own order: the records know theirs better than a clock that may go back. */
function merged(records: readonly LoggedRun[], others: readonly LoggedRun[]): LoggedRun[] {
  const all: LoggedRun[] = [];
  const rest = [...others];
  for (const record of records) {
    while (rest[0] !== undefined && secondsOf(rest[0]) > secondsOf(record)) all.push(...rest.splice(0, 1));
    all.push(record);
  }
  return [...all, ...rest];
}

const secondsOf = ({ time }: LoggedRun) => parseRfc3339(time) ?? 0;
