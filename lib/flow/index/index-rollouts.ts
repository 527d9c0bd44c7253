import { MemoriesError } from "../../core/errors.ts";
import { planIndex, selectGone, type ThreadToRead } from "../../core/index/plan-index.ts";
import { markMissing, polluteExternal } from "../../edge/state/threads/index-missing.ts";
import { type IndexScope, readForeignRows, readIndexRows } from "../../edge/state/threads/index-threads.ts";
import { findTranscripts } from "../../edge/transcripts/find-transcripts.ts";
import type { World } from "../world.ts";
import { logIndexReport } from "./log-report.ts";
import type { IndexReport } from "./report.ts";
import type { readAndStore, StoreReport } from "./store-batch.ts";

const NOTHING_READ: StoreReport = { stored: 0, bytesRead: 0, failed: [], duplicates: [] };

/**
 * Brings `threads` up to date with the transcripts of this machine and codex home; opens only what changed.
 * Throws `sessions_missing` when the folder is gone that threads are indexed under, `codex_home_unreadable` when it
 * cannot be listed; both change nothing.
 */
export async function indexRollouts(world: World): Promise<IndexReport> {
  const { codexHome } = world.paths;

  // 1. What is there, before a database is made for it; what is known.
  const sessions = findTranscripts(codexHome, "sessions");
  const archive = findTranscripts(codexHome, "archived_sessions");
  const state = await world.state();
  const scope: IndexScope = { machine: await world.machine(), codexHome };
  const rows = await readIndexRows(state, scope);
  const live = rows.filter((row) => !row.missing && row.path.startsWith(`${sessions.root}/`));
  if (!sessions.exists && live.length > 0) throw sessionsMissing(sessions.root, live.length);

  // 2. What has to be read, and what seems to be gone.
  const plan = planIndex([...sessions.files, ...archive.files], rows);
  const toRead = [...plan.toRead];
  let gone = sessions.exists ? selectGone(plan.absent, [sessions, archive]) : [];

  // 3. What seems gone is looked for once more: it may have moved back while the archive was listed.
  if (gone.length > 0) {
    const again = findTranscripts(codexHome, "sessions");
    const absent = new Set(gone.map((row) => row.id));
    const second = planIndex([...again.files, ...archive.files], rows);
    toRead.push(...second.toRead.filter(({ id }) => id !== undefined && absent.has(id)));
    gone = selectGone(second.absent, [sessions, archive, again]).filter((row) => absent.has(row.id));
  }

  // 4. Read, store, mark.
  const reading = await withoutForeign(world, scope, toRead);
  const result = reading.length === 0 ? NOTHING_READ : await readAll(world, scope, reading, plan.holders);
  const missing = await markMissing(state, gone, scope, world.now);
  const polluted = world.settings.disableOnExternalContext ? await polluteExternal(state, scope) : [];

  // 5. Report.
  const report: IndexReport = {
    found: sessions.files.length + archive.files.length,
    indexed: result.stored,
    unchanged: plan.unchanged + toRead.length - reading.length,
    missing,
    polluted,
    duplicates: [...plan.duplicates, ...result.duplicates],
    failed: result.failed,
    bytes_read: result.bytesRead,
  };
  logIndexReport(world.log, report, [sessions, archive]);
  return report;
}

/** What reads transcripts is loaded when there is something to read: most commands find the index as it is. */
async function readAll(...args: Parameters<typeof readAndStore>): Promise<StoreReport> {
  const { readAndStore } = await import("./store-batch.ts");
  return readAndStore(...args);
}

/**
 * The threads to read without copies of transcripts that another machine, or another codex home, has indexed as they
 * are: a synchronised folder would otherwise be read at each turn and change hands.
 */
async function withoutForeign(
  world: World,
  scope: IndexScope,
  threads: readonly ThreadToRead[],
): Promise<readonly ThreadToRead[]> {
  const fresh = threads.flatMap(({ id, row }) => (id !== undefined && row === undefined ? [id] : []));
  const foreign = new Map((await readForeignRows(await world.state(), fresh, scope)).map((row) => [row.id, row]));
  if (foreign.size === 0) return threads;
  return threads.filter(({ id, files: [file] }) => {
    const other = foreign.get(id ?? "");
    return other === undefined || file?.size !== other.size || file?.mtimeMs !== other.mtimeMs;
  });
}

function sessionsMissing(root: string, threads: number): MemoriesError {
  const count = threads === 1 ? "1 thread is" : `${threads} threads are`;
  return new MemoriesError(
    "sessions_missing",
    `folder of transcripts is gone: ${root}, though ${count} indexed under it`,
    {
      hint: "bring it back, or name another home with --codex-home; an empty folder in its place says that all are gone",
    },
  );
}
