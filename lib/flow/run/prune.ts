import { planResourcePrune } from "../../core/consolidate/extension-resources.ts";
import type { BulkRule } from "../../core/consolidate/hold-back.ts";
import { EXTENSIONS_FOLDER, ROLLOUT_SUMMARIES_FOLDER } from "../../core/consolidate/paths.ts";
import { withFileNames } from "../../core/consolidate/summary-file-name.ts";
import { planSync } from "../../core/consolidate/sync-plan.ts";
import { type Waiting, waitingFor } from "../../core/runs/waiting.ts";
import { rfc3339 } from "../../core/text/time.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import { removeFromRoot } from "../../edge/root/put-in-root.ts";
import {
  deleteUnused,
  planRetention,
  type RetentionPlan,
  type RetentionRules,
} from "../../edge/state/memory/retention.ts";
import { selectHeads } from "../../edge/state/memory/selection.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { refuseUnreadable } from "../../edge/transcripts/find-transcripts.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { activeTime } from "../root/active-time.ts";
import { checkRootOwnership, type RootOwnership } from "../root/ownership.ts";
import { rootRefused } from "../root/root-refused.ts";
import { withRootLock } from "../root/with-root-lock.ts";
import type { World } from "../world.ts";

export interface PruneOptions {
  /** Say what would be removed, and remove nothing. */
  readonly mode?: "dry_run" | "remove";
  /** Whether age may take the better part of all memories; default: that is held back. */
  readonly bulk?: BulkRule | undefined;
}

export interface PruneReport {
  readonly command: "prune";
  readonly status: "succeeded" | "skipped_running";
  readonly dry_run?: true;
  /** When skipped: the end of the holder's lease, in seconds; null where only its database knows. */
  readonly retry_at?: number | null;
  /** Thread ids, stalest first. */
  readonly stage1_outputs: readonly string[];
  /** Memories past their time that stay, since age alone would take too many at once. */
  readonly held_back: number;
  readonly waiting: readonly Waiting[];
  /** Names in `rollout_summaries/`. */
  readonly rollout_summaries: readonly string[];
  /** Paths under `extensions/`: `<extension>/resources/<name>`. */
  readonly extension_resources: readonly string[];
}

/**
 * Retention: memories nobody used for long, summaries that a selection made now would not write, extension resources
 * past their time. Holds the root's lock meanwhile; `skipped_running` when somebody else has it. The baseline stays,
 * so that the next consolidation sees what went. Throws `root_refused`, `state_clock_mismatch`, and what indexing
 * throws.
 */
export async function prune(
  world: World,
  { mode = "remove", bulk = "hold_back" }: PruneOptions = {},
): Promise<PruneReport> {
  // 1. Whose root it is, before anything in it is read, or made elsewhere.
  const root = await checkRootOwnership(world);
  if (root.decision.kind === "refused") throw rootRefused(root);
  if (world.settings.from.includes("codex")) refuseUnreadable(world.paths.codexHome);
  const state = await world.state();
  if (mode === "remove") await checkClock(state);
  await indexRollouts(world);

  // 2. What would go. Outputs past their time are in no selection, so their removal does not change the rest.
  const retention = { maxUnusedDays: world.settings.maxUnusedDays, activeNow: await activeTime(world), bulk };
  if (mode === "dry_run") {
    const { threadIds, heldBack } = await planRetention(state, retention);
    return report("succeeded", { threadIds, heldBack }, await planFiles(world, root, retention), { dry_run: true });
  }

  // 3. The same under the lock, and then it goes.
  const held = await withRootLock(world, root.inspection.path, async (signal) => {
    const plan = await planRetention(state, retention);
    const threadIds = await deleteUnused(state, plan, retention);
    const files = await planFiles(world, root, retention);
    for (const path of [...files.summaries, ...files.resources]) {
      signal.throwIfAborted();
      removeFromRoot(root.inspection.path, path);
    }
    return report("succeeded", { threadIds, heldBack: plan.heldBack }, files, {});
  });
  if (held.kind === "done") return held.value;
  const until = held.until === undefined ? "" : `, lease until ${rfc3339(held.until)}`;
  world.log.info(`the memory root is being worked on by ${held.holder}${until}: nothing was pruned`);
  return report(
    "skipped_running",
    { threadIds: [], heldBack: 0 },
    { summaries: [], resources: [] },
    { retry_at: held.until ?? null },
  );
}

interface FilePlan {
  /** Paths relative to the root. */
  readonly summaries: readonly string[];
  readonly resources: readonly string[];
}

async function planFiles(
  { state, settings }: World,
  { inspection }: RootOwnership,
  { activeNow, bulk }: RetentionRules,
): Promise<FilePlan> {
  const { files } = listFiles(inspection.path);
  const { memories } = await selectHeads(
    await state(),
    { limit: settings.maxRawMemoriesForConsolidation, maxUnusedDays: settings.maxUnusedDays, ...(bulk && { bulk }) },
    activeNow,
  );
  const found = {
    paths: files.map(({ path }) => path),
    foreign: new Set(inspection.marker?.foreignSummaries),
  };
  const regular = files.filter(({ kind }) => kind === "file").map(({ path }) => path);
  return {
    summaries: planSync(withFileNames(memories), found).deletes,
    resources: planResourcePrune(extensionsAmong(regular), settings.extensionRetentionDays, activeNow),
  };
}

/** The name of what lies directly in a folder. */
function nameIn(folder: string, path: string): string[] {
  const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : "";
  return name === "" || name.includes("/") ? [] : [name];
}

function extensionsAmong(paths: readonly string[]) {
  const present = new Set(paths);
  const names = new Set(
    paths.flatMap((path) => (path.startsWith(`${EXTENSIONS_FOLDER}/`) ? [path.split("/")[1] ?? ""] : [])),
  );
  return [...names].map((name) => ({
    name,
    hasInstructions: present.has(`${EXTENSIONS_FOLDER}/${name}/instructions.md`),
    resources: paths.flatMap((path) => nameIn(`${EXTENSIONS_FOLDER}/${name}/resources`, path)),
  }));
}

function report(
  status: PruneReport["status"],
  { threadIds, heldBack }: RetentionPlan,
  { summaries, resources }: FilePlan,
  more: Pick<PruneReport, "dry_run" | "retry_at">,
): PruneReport {
  return {
    command: "prune",
    status,
    ...more,
    stage1_outputs: threadIds,
    held_back: heldBack,
    waiting: waitingFor("held_back", heldBack, "memories prune --force"),
    rollout_summaries: summaries.map((path) => path.slice(ROLLOUT_SUMMARIES_FOLDER.length + 1)),
    extension_resources: resources.map((path) => path.slice(EXTENSIONS_FOLDER.length + 1)),
  };
}
