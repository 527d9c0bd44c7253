import { planApply } from "../../core/consolidate/apply-plan.ts";
import { ROLLOUT_SUMMARIES_FOLDER } from "../../core/consolidate/paths.ts";
import type { Scan } from "../../core/diff/scan.ts";
import type { StagedWrite } from "../../core/root/journal.ts";
import type { RunRecord } from "../../core/runs/run-record.ts";
import { rfc3339 } from "../../core/text/time.ts";
import { compareTrees } from "../../core/tree/compare-trees.ts";
import { comparePaths } from "../../core/tree/path-bytes.ts";
import type { Tree } from "../../core/tree/tree.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import type { Staging } from "../../edge/root/staging.ts";
import { enterIdleRun } from "../../edge/runs/run-store.ts";
import { forgottenAt } from "../../edge/state/memory/forget.ts";
import { commitWrites } from "../root/commit-writes.ts";
import { diffWorkspace } from "../root/diff-workspace.ts";
import type { RunTrees } from "../root/history/run-patches.ts";
import { readTexts } from "../root/read-contents.ts";
import type { World } from "../world.ts";
import type { RunFacts } from "./report.ts";

/** The trees of a run, each as a baseline would record it. */
export interface RunWork {
  /** The root before anything was done to it. */
  readonly before: Tree;
  /** The root as it was seen last. */
  readonly seen: Scan;
  /** The copy as it was made, and as the agent left it (verified). Without an agent both are the synced root. */
  readonly copied: Tree;
  readonly after: Tree;
}

/**
 * Brings verified work into the root, makes the new baseline and enters the run. Returns the conflicts: files
 * that the agent changed and somebody else meanwhile too. `lost` aborts when the lock is no longer held.
 */
export async function applyWork(
  world: World,
  workspace: Workspace,
  staging: Staging,
  work: RunWork,
  facts: RunFacts,
  lost: AbortSignal,
): Promise<string[]> {
  // A run that changes nothing leaves no patches, and does not wait for what takes the secrets out of them.
  const { NO_PATCHES, runFiles, runPatches } = await import("../root/history/run-patches.ts");
  const { tree: current, disk } = await diffWorkspace(workspace, work.seen);
  const plan = planApply(work.copied, work.after, current);
  const moves = [...plan.deletes, ...plan.writes].map(
    (path): StagedWrite => ({ path, was: work.copied.get(path) ?? null, next: work.after.get(path) ?? null }),
  );
  const trees: RunTrees = {
    before: work.before,
    after: plan.baseline,
    baselineBefore: workspace.baseline,
    baselineAfter: plan.baseline,
  };
  const forgotten = await forgottenSummaries(world, workspace, plan.baseline);
  const isKept = ({ path }: { readonly path: string }) => !forgotten.has(path);
  const files = runFiles(trees).filter(isKept);
  const patches = forgotten.size > 0 ? NO_PATCHES : await runPatches(workspace, trees, files, staging.scratch);
  const entry = entryOf(world, workspace.root, staging.run, facts);
  const applied = await commitWrites(
    world.paths.home,
    workspace,
    {
      moves,
      baseline: plan.baseline,
      seen: disk,
      patches,
      record: {
        ...entry,
        changes: entry.changes.filter(isKept),
        conflicts: [...plan.conflicts],
        files,
        patches: forgotten.size > 0 ? "forgotten" : "kept",
      },
    },
    world.now,
    lost,
  );
  return [...new Set([...plan.conflicts, ...applied.conflicts])].toSorted(comparePaths);
}

/** Enters a run that found nothing to do. Of the root it touches nothing. */
export function enterUnchanged(world: World, { run }: Staging, root: string, facts: RunFacts): void {
  enterIdleRun(world.paths.home, entryOf(world, root, run, facts));
}

/** What a run's entry says beside its files. */
function entryOf(world: World, root: string, run: string, facts: RunFacts): Omit<RunRecord, "sequence"> {
  return {
    run,
    command: "consolidate",
    status: facts.status,
    time: rfc3339(world.now),
    root,
    selected: [...facts.selected],
    changes: [...facts.changes],
    conflicts: [],
    watermark: facts.watermark,
    usage: facts.usage,
    undoes: null,
    files: [],
    patches: "kept",
  };
}

/**
 * The summaries of forgotten threads that a run takes away. Its patches would keep their text, and its entry their
 * names, which are made of it.
 */
async function forgottenSummaries(world: World, workspace: Workspace, next: Tree): Promise<ReadonlySet<string>> {
  const gone = compareTrees(workspace.baseline, next)
    .filter(({ status, path }) => status === "D" && path.startsWith(`${ROLLOUT_SUMMARIES_FOLDER}/`))
    .map(({ path }) => path);
  const state = await world.state();
  const forgotten = new Set<string>();
  for (const [path, text] of await readTexts(workspace, workspace.baseline, gone)) {
    const threadId = /^thread_id: (.*)$/m.exec(text)?.[1] ?? "";
    if ((await forgottenAt(state, threadId)) !== undefined) forgotten.add(path);
  }
  return forgotten;
}
