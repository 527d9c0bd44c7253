import { RAW_MEMORIES_FILE, ROLLOUT_SUMMARIES_FOLDER } from "../../core/consolidate/paths.ts";
import { summaryFileName } from "../../core/consolidate/summary-file-name.ts";
import { MemoriesError } from "../../core/errors.ts";
import { linesOnlyIn, linesWith, textsOf } from "../../core/forget/markers.ts";
import { textAt, textsUnder } from "../../edge/fs/texts-under.ts";
import { forgetInLogs } from "../../edge/logs/append-log.ts";
import { forgetInQuarantine } from "../../edge/runs/quarantine.ts";
import { forgetInRejected } from "../../edge/runs/rejected-trees.ts";
import { forgetInRuns } from "../../edge/runs/run-store.ts";
import { listStage1Facts } from "../../edge/state/jobs/stage1-facts.ts";
import { blankIndex } from "../../edge/state/memory/find-in-rows.ts";
import { forgetThreads, liftTombstones } from "../../edge/state/memory/forget.ts";
import { listMemories } from "../../edge/state/memory/selection.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { copiesHolding, renewCopies } from "../copies/renew-copies.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { checkRootOwnership } from "../root/ownership.ts";
import { rootRefused } from "../root/root-refused.ts";
import { rootIsHeld, withRootLock } from "../root/with-root-lock.ts";
import type { World } from "../world.ts";
import { baselineHoldsRemoved, forgetInGenerated, summariesOf, type Trace, tracesIn } from "./forget-in-root.ts";
import { baselineLines, finishPurge } from "./purge.ts";
import { checkForgetTarget, type ForgetTarget, forgetTargets } from "./targets.ts";
import { describeRework, workOver } from "./work-over.ts";

export interface ForgetReport {
  readonly command: "forget";
  readonly status: "succeeded" | "nothing_to_do";
  readonly dry_run: boolean;
  /** Threads that are, or would be, forgotten, and those of them that had a memory. */
  readonly threads: readonly string[];
  readonly memories: readonly string[];
  readonly rollout_summaries: readonly string[];
  /** Runs that lost their patches, rejected trees and log lines that were removed. */
  readonly runs: readonly string[];
  readonly rejected: readonly string[];
  /** Runs whose quarantined lines were removed. */
  readonly quarantined: readonly string[];
  readonly log_lines: number;
  /** Copies of the database that held something of the threads and were, or would be, removed. */
  readonly copies: readonly string[];
  /** Where the text still stands in what the agent wrote. */
  readonly still_in: readonly Trace[];
  /** The baseline holds the text until the next consolidation has taken it out of the agent's files. */
  readonly pending_consolidation: boolean;
  /** What takes out the words that rules could not take out at once; null where nothing is left to do. */
  readonly rework: { readonly command: string; readonly reason: string } | null;
}

export interface ForgetOptions {
  /** `unconfirmed`: no more than one session is forgotten. */
  readonly mode: "apply" | "dry_run" | "unconfirmed";
  /** `purge`: the command ends well only when nothing of the text is left anywhere, the baseline included. */
  readonly baseline: "keep" | "purge";
}

/**
 * Removes what was kept of threads and leaves tombstones; rules take the words out of the handbook and the summary at
 * once where these are in the form that rules write, else the report names the command that does. A purge ends well only
 * when nothing is left. Throws `unknown_thread`, `confirmation_missing`, `root_refused`, `busy`, and
 * `still_there` when a search afterwards finds forgotten text.
 */
export async function forget(world: World, target: ForgetTarget, options: ForgetOptions): Promise<ForgetReport> {
  checkForgetTarget(target);
  const ownership = await checkRootOwnership(world);
  if (ownership.decision.kind === "refused") throw rootRefused(ownership);
  await indexRollouts(world);
  const threads = await forgetTargets(world, target);
  const forgotten = new Set(threads);
  const isForgotten = (threadId: string): boolean => forgotten.has(threadId);
  const memories = await listMemories(await world.state());
  const gone = memories.filter(({ threadId }) => isForgotten(threadId));
  const root = ownership.inspection.path;
  const hasBaseline = ownership.decision.kind === "ours";
  const remembered = hasBaseline && options.baseline === "purge" ? await baselineLines(world, root, isForgotten) : [];
  const kept = memories.filter(({ threadId }) => !isForgotten(threadId));
  const lines = [...new Set([...linesOnlyIn(gone.flatMap(textsOf), kept.flatMap(textsOf)), ...remembered])];
  const names = [...threads, ...gone.map(summaryFileName)];
  const markers = [...lines, ...names];
  const plan: ForgetReport = {
    command: "forget",
    status: threads.length === 0 ? "nothing_to_do" : "succeeded",
    dry_run: options.mode === "dry_run",
    threads,
    memories: gone.map(({ threadId }) => threadId),
    rollout_summaries: summariesOf(root, isForgotten),
    runs: [],
    rejected: [],
    quarantined: [],
    log_lines: 0,
    copies: threads.length === 0 ? [] : (await copiesHolding(world, threads)).map(({ name }) => name),
    still_in: tracesIn(root, markers),
    pending_consolidation: false,
    rework: null,
  };
  if (options.mode === "dry_run" || threads.length === 0) return plan;
  if (options.mode === "unconfirmed" && threads.length > 1) throw unconfirmed(threads.length, gone.length);
  await checkClock(await world.state());
  const done = await withRootLock(world, root, async (signal) => {
    const givesAway = (text: string): boolean => linesWith(text, markers).length > 0;
    const rollout_summaries = forgetInGenerated(root, isForgotten);
    const runs = await forgetInRuns(world.paths.home, isForgotten, givesAway);
    const rejected = await forgetInRejected(world.paths.home, isForgotten);
    const quarantined = forgetInQuarantine(world.paths.home, isForgotten, givesAway);
    const log_lines = forgetInLogs(world.paths.home, givesAway);
    signal.throwIfAborted();
    // The rows last: until they are gone the thread counts as remembered, and the command can be given again.
    await forgetThreads(await world.state(), threads, world.now);
    if (options.baseline === "purge") await blankIndex(await world.state(), threads);
    // Named anew: another command may have made today's meanwhile.
    const copies = await copiesHolding(world, threads);
    await renewCopies(world, copies);
    const pending = hasBaseline && (await baselineHoldsRemoved(world, root));
    return {
      rollout_summaries,
      runs,
      rejected,
      quarantined,
      log_lines,
      copies: copies.map(({ name }) => name),
      pending_consolidation: pending,
    };
  });
  if (done.kind === "held") throw rootIsHeld(root, done);
  if (options.baseline === "keep") {
    refuseLeftovers(world, root, markers);
    const worked = done.value.pending_consolidation ? await workOver(world, root) : ({ kind: "done" } as const);
    const report = { ...plan, ...done.value, still_in: tracesIn(root, markers) };
    if (worked.kind === "done") return { ...report, pending_consolidation: false };
    const reason = worked.kind === "failed" ? `${worked.reason}: ${worked.command}` : describeRework(worked);
    return { ...report, rework: { command: worked.command, reason } };
  }
  await finishPurge(world, root, { lines, names }, done.value.pending_consolidation ? "pending" : "done");
  return { ...plan, ...done.value, still_in: [], pending_consolidation: false };
}

function unconfirmed(sessions: number, memories: number): MemoriesError {
  return new MemoriesError(
    "confirmation_missing",
    `${sessions} sessions would be forgotten, ${memories} with a memory`,
    {
      hint: "look at them with --dry-run, then give --yes",
    },
  );
}

export interface UnforgetReport {
  readonly command: "forget";
  readonly dry_run: boolean;
  /** Threads whose tombstone is, or would be, lifted. */
  readonly lifted: readonly string[];
}

/** Lifts the tombstones, so that the threads are extracted anew. Throws `bad_option`, `unknown_thread`. */
export async function unforget(
  world: World,
  target: ForgetTarget,
  mode: ForgetOptions["mode"],
): Promise<UnforgetReport> {
  checkForgetTarget(target);
  await indexRollouts(world);
  const threads = await forgetTargets(world, target);
  const state = await world.state();
  if (mode === "dry_run") {
    const meant = new Set(threads);
    const lifted = (await listStage1Facts(state)).flatMap(({ thread, forgotten }) =>
      forgotten && meant.has(thread.id) ? [thread.id] : [],
    );
    return { command: "forget", dry_run: true, lifted: lifted.toSorted() };
  }
  return { command: "forget", dry_run: false, lifted: await liftTombstones(state, threads) };
}

/** Searches everything that is generated for what must be gone. */
function refuseLeftovers(world: World, root: string, markers: readonly string[]): void {
  const { home } = world.paths;
  const folders = [
    [root, ROLLOUT_SUMMARIES_FOLDER],
    ...["runs", "rejected", "quarantine", "logs"].map((name) => [home, name]),
  ] as const;
  const texts = folders.flatMap(([top = "", folder = ""]) =>
    textsUnder(top, folder).map(({ path, text }) => ({ path: `${top}/${path}`, text })),
  );
  texts.push({ path: `${root}/${RAW_MEMORIES_FILE}`, text: textAt(root, RAW_MEMORIES_FILE) ?? "" });
  const left = texts.filter(({ text }) => linesWith(text, markers).length > 0).map(({ path }) => path);
  if (left.length === 0) return;
  throw new MemoriesError("still_there", `forgotten text still stands in ${left.join(", ")}`, {
    hint: "look at these files, remove them, and give the command again",
  });
}
