import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { MemoriesError } from "../../core/errors.ts";
import { planIndex, selectGone, type ThreadToRead } from "../../core/index/plan-index.ts";
import type { TranscriptFile } from "../../core/index/thread-files.ts";
import { findUnusable, RECENT_SECONDS } from "../../core/index/unusable-sessions.ts";
import { markMissing, polluteExternal } from "../../edge/state/threads/index-missing.ts";
import { readIndexRows } from "../../edge/state/threads/index-threads.ts";
import { readRecentSessions } from "../../edge/state/threads/recent-sessions.ts";
import { findTranscripts, type Listing } from "../../edge/transcripts/find-transcripts.ts";
import type { World } from "../world.ts";
import { logIndexReport } from "./log-report.ts";
import type { CodexIndexReport } from "./report.ts";
import { scopeOf } from "./scopes.ts";
import type { ReadingContext, readAndStore, StoreReport } from "./store-batch.ts";
import { syncCodexState } from "./sync-codex-state.ts";
import { sortOutForeign, takeOverHomes } from "./take-over.ts";

const NOTHING_READ: StoreReport = { stored: 0, bytesRead: 0, failed: [], duplicates: [] };

/**
 * Brings `threads` up to date with the transcripts of this machine and codex home; opens only what changed.
 * Throws `sessions_missing` when the folder is gone that threads are indexed under, `codex_home_unreadable` when it
 * cannot be listed; both change nothing.
 */
export async function indexCodex(world: World): Promise<CodexIndexReport> {
  const { codexHome } = world.paths;

  // 1. What is there, before a database is made for it; what is known, that of a home which moved here included.
  const sessions = findTranscripts(codexHome, "sessions");
  const archive = findTranscripts(codexHome, "archived_sessions");
  const state = await world.state();
  const scope = await scopeOf(world, "codex");
  const moved = sessions.exists ? await takeOverHomes(world, scope) : 0;
  const rows = await readIndexRows(state, scope);
  const live = rows.filter((row) => !row.missing && row.path.startsWith(`${sessions.root}/`));
  if (!sessions.exists && live.length > 0) throw sessionsMissing(sessions.root, live.length);

  // 2. What has to be read, and what seems to be gone.
  const files = [...sessions.files, ...archive.files];
  const plan = planIndex(files, rows);
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

  // 4. What the reference's own database says; then read, store, mark.
  const codex = await syncCodexState(world, scope, files.length === 0 ? "none" : "some");
  const { reading, takenOver, leftTo } = await sortOutForeign(world, scope, toRead);
  const context = { scope, holders: plan.holders, hasFile: fileLookup(files), codexThreads: codex.threads };
  const result = reading.length === 0 ? NOTHING_READ : await readAll(world, reading, context);
  const missing = await markMissing(state, gone, scope, world.now);
  const polluted = world.settings.disableOnExternalContext ? await polluteExternal(state, scope) : [];

  // 5. Report.
  const recent = world.now - RECENT_SECONDS;
  const unreadable = countRecent(reading, result, recent);
  const report: CodexIndexReport = {
    found: files.length,
    indexed: result.stored,
    unchanged: plan.unchanged + toRead.length - reading.length,
    missing,
    polluted,
    duplicates: [...plan.duplicates, ...result.duplicates],
    taken_over: moved + takenOver,
    left_to_homes: [...leftTo].map(([home, threads]) => ({ home, threads })),
    codex_state_problem: codex.problem ?? null,
    unusable: findUnusable(await readRecentSessions(state, scope, recent), unreadable) ?? null,
    failed: result.failed,
    passed_over: [sessions, archive].flatMap(describePassedOver),
    bytes_read: result.bytesRead,
  };
  logIndexReport(world.log, report, [sessions, archive]);
  return report;
}

function describePassedOver({ unlisted, refused }: Listing): string[] {
  return [
    ...[...unlisted].map(([folder, reason]) => `folder cannot be listed: ${folder}: ${reason}`),
    ...refused.map((path) => `transcript skipped, not a regular file: ${path}`),
  ];
}

/** What reads transcripts is loaded when there is something to read: most commands find the index as it is. */
async function readAll(...args: Parameters<typeof readAndStore>): Promise<StoreReport> {
  const { readAndStore } = await import("./store-batch.ts");
  return readAndStore(...args);
}

/** Whether some thread of the home has a file with an id; most indexing never asks. */
function fileLookup(files: readonly TranscriptFile[]): ReadingContext["hasFile"] {
  let ids: Set<string | undefined> | undefined;
  return (fileId) => {
    ids ??= new Set(files.map(({ name }) => parseRolloutName(name)?.fileId));
    return ids.has(fileId);
  };
}

/** Threads written since `since` (seconds) that could not be read at all. */
function countRecent(reading: readonly ThreadToRead[], { failed }: StoreReport, since: number): number {
  if (failed.length === 0) return 0;
  const paths = new Set(failed.map(({ path }) => path));
  return reading.filter(({ files: [copies] }) => {
    return copies?.every(({ path, mtimeMs }) => paths.has(path) && mtimeMs >= since * 1_000) === true;
  }).length;
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
