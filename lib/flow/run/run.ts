import type { BulkRule } from "../../core/consolidate/hold-back.ts";
import type { ReachedBound } from "../../core/cost/budget.ts";
import { MemoriesError } from "../../core/errors.ts";
import { type Waiting, waitingFor } from "../../core/runs/waiting.ts";
import { type PartExit, type RunStatus, worstExit, worstStatus } from "../../core/runs/worst-status.ts";
import { requireGit } from "../../edge/git/run/require-git.ts";
import { type ConsolidateOptions, consolidate } from "../consolidate/consolidate.ts";
import { type ConsolidateReport, consolidateExit } from "../consolidate/report.ts";
import { limitsOf, openBudget } from "../cost/run-budget.ts";
import { extractDryRun } from "../extract/dry-run.ts";
import { extract } from "../extract/extract.ts";
import type { ExtractOptions } from "../extract/plan.ts";
import { type ExtractReport, extractExit } from "../extract/report.ts";
import type { World } from "../world.ts";
import { type PruneReport, prune } from "./prune.ts";

export interface RunOptions {
  readonly extract: ExtractOptions;
  readonly consolidate: ConsolidateOptions;
  /** Whether the consolidation asks a model that an outage may have taken away. */
  readonly consolidationNeeds: "live_model" | "nothing";
  /** Whether age may take the better part of all memories; default: that is held back. */
  readonly bulk?: BulkRule | undefined;
  /** `ask`: nobody bounded it, so it stops claiming at `confirm_tokens`. */
  readonly unbounded: "ask" | "confirmed";
}

/** A part that could not begin: wrong configuration, a folder that is not ours, no key. */
export interface PartRefused {
  readonly status: "refused";
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
  /** What the part's own command would have exited with. */
  readonly exit: 1 | 2;
}

/** One report over all parts; a part that was left out is null. */
export interface RunReport {
  readonly command: "run";
  readonly status: RunStatus;
  readonly prune: PruneReport | null;
  readonly extract: ExtractReport | PartRefused | null;
  readonly consolidate: ConsolidateReport | PartRefused | null;
  /** What its parts left. */
  readonly waiting: readonly Waiting[];
  /** Why nothing was done, when nothing was. */
  readonly reason: string | null;
  /** Why the first part that was refused was, when one was. */
  readonly error: PartRefused["error"] | null;
  /** The worst exit of the parts. */
  readonly exit: PartExit;
}

/**
 * What a session's start does: prune, extract, consolidate, over one index that prune brings up to date. What all parts need is looked at first: a home, database,
 * root, git or folder of transcripts that the first part refuses is thrown, and nothing was changed. After that a part
 * that is refused (no key) does not keep the next from running; after an outage only a consolidation that needs no
 * model goes on. Stopped by a signal it throws its reason.
 */
export async function run(world: World, options: RunOptions): Promise<RunReport> {
  if (!world.settings.generateMemories) return skippedRun("generate_memories is false");
  await requireGit({ env: world.env });
  const { bulk } = options;
  const pruned = await prune(world, { bulk });
  const budget = openBudget(world, limitsOf(world, options.unbounded));
  const extracted = await part(world, () =>
    extract(world, {
      ...options.extract,
      budget,
      backoff: "respect",
      index: "done",
      retention: pruned.status === "succeeded" ? "done" : undefined,
    }),
  );
  world.signal.throwIfAborted();
  const stopped = extracted.status === "outage" || extracted.status === "setup";
  const consolidated =
    stopped && options.consolidationNeeds === "live_model"
      ? null
      : await part(world, () => consolidate(world, { ...options.consolidate, bulk, budget, index: "done" }));
  const status = worstStatus({
    prune: pruned.status,
    extract: extracted.status === "refused" ? "failed" : extracted.status,
    consolidate: consolidated?.status === "refused" ? "failed_" : consolidated?.status,
  });
  const refused = [extracted, consolidated].filter((each) => each?.status === "refused");
  // The day's budget is what a person set for runs like this one: to keep within it is no failure.
  const scope = budget.reached()?.scope;
  const exits = [
    pruned.held_back > 0 ? (1 as const) : (0 as const),
    exitOf(extracted, extractExit, scope),
    ...(consolidated === null ? [] : [exitOf(consolidated, consolidateExit, scope)]),
  ];
  const parts = [pruned, extracted, consolidated];
  return {
    command: "run",
    status,
    prune: pruned,
    extract: extracted,
    consolidate: consolidated,
    waiting: [
      ...(isRefused(extracted) ? await refusedWaiting(world, options.extract) : []),
      ...parts.flatMap((each) => (each === null || each.status === "refused" ? [] : each.waiting)),
    ],
    reason: null,
    error: refused[0]?.error ?? null,
    exit: worstExit(exits),
  };
}

function exitOf<T extends { readonly status: string; readonly held_back: number }>(
  part: T | PartRefused,
  exitOfReport: (report: T) => PartExit,
  spent: ReachedBound["scope"] | undefined,
): PartExit {
  if (isRefused(part)) return part.exit;
  return spent === "day" && part.status === "budget" && part.held_back === 0 ? 0 : exitOfReport(part);
}

const isRefused = (part: object): part is PartRefused => "status" in part && part.status === "refused";

/** The sessions that an extraction would have taken that could not begin; none where not even that can be told. */
async function refusedWaiting(world: World, options: ExtractOptions): Promise<readonly Waiting[]> {
  try {
    const { estimate } = await extractDryRun(world, { ...options, index: "done", backoff: "respect" });
    return waitingFor("setup", estimate.sessions, ["memories extract", ...(options.words ?? [])].join(" "));
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return [];
    throw thrown;
  }
}

/** The report of a run that has no business running. */
export function skippedRun(reason: string): RunReport {
  return {
    command: "run",
    status: "skipped",
    prune: null,
    extract: null,
    consolidate: null,
    waiting: [],
    reason,
    error: null,
    exit: 0,
  };
}

async function part<T>(world: World, work: () => Promise<T>): Promise<T | PartRefused> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError) || world.signal.aborted) throw thrown;
    const { code, message, hint, kind } = thrown;
    world.log.failure(message, hint);
    return { status: "refused", error: { code, message, hint: hint ?? null }, exit: kind === "usage" ? 2 : 1 };
  }
}
