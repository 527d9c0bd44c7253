import {
  HANDBOOK_FILE,
  RAW_MEMORIES_FILE,
  ROLLOUT_SUMMARIES_FOLDER,
  SKILLS_FOLDER,
  SUMMARY_FILE,
  WORKSPACE_DIFF_FILE,
} from "../../core/consolidate/paths.ts";
import { MemoriesError } from "../../core/errors.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { replaceBaseline } from "../../edge/git/baseline/replace-baseline.ts";
import { closeWorkspace, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { holdsSomething } from "../../edge/host/inspect-folder.ts";
import { removeFolder } from "../../edge/host/remove-folder.ts";
import { removeFromRoot } from "../../edge/root/put-in-root.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import { listCopies } from "../../edge/state/copies/copies-of.ts";
import { countState } from "../../edge/state/jobs/counts.ts";
import { listJobs } from "../../edge/state/jobs/read-jobs.ts";
import { clearState } from "../../edge/state/memory/forget.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { renewCopies } from "../copies/renew-copies.ts";
import type { World } from "../world.ts";
import { diffWorkspace } from "./diff-workspace.ts";
import { checkRootOwnership, type RootOwnership } from "./ownership.ts";
import { rootRefused } from "./root-refused.ts";
import { rootIsHeld, withRootLock } from "./with-root-lock.ts";

export interface ClearReport {
  readonly command: "clear";
  readonly dry_run: boolean;
  readonly stage1_outputs: number;
  readonly jobs: number;
  /** Files of the root that are, or would be, removed. */
  readonly files: readonly string[];
  /** Folders of `<home>` that are, or would be, removed. */
  readonly folders: readonly string[];
  /** Copies of the database that are, or would be, removed. */
  readonly copies: readonly string[];
}

/** Folders of `<home>` that hold what was made of sessions; `adopted/` holds a person's own. */
const WORKING_FOLDERS = ["staging", "runs", "rejected", "quarantine", "logs", "hooks"];

/**
 * Removes everything of ours: outputs, usage, jobs, the generated files, what the agent wrote, run records and logs. A
 * person's own files, `extensions/` and the configuration stay. Throws `confirmation_missing`, `root_refused`, `busy`.
 */
export async function clear(world: World, mode: "apply" | "dry_run" | "unconfirmed"): Promise<ClearReport> {
  if (mode === "unconfirmed") {
    throw new MemoriesError("confirmation_missing", "clear removes every memory and was not confirmed", {
      hint: "look with memories clear --dry-run, then give --yes",
    });
  }
  const ownership = await checkRootOwnership(world);
  if (ownership.decision.kind === "refused") throw rootRefused(ownership);
  const state = await world.state();
  const copies = state.file === undefined ? [] : listCopies(world.paths.home, state.file);
  const plan: ClearReport = {
    command: "clear",
    dry_run: mode === "dry_run",
    stage1_outputs: (await countState(state)).outputs,
    jobs: (await listJobs(state)).length,
    files: await ownFiles(world, ownership),
    folders: WORKING_FOLDERS.filter((name) => holdsSomething(`${world.paths.home}/${name}`)),
    copies: copies.map(({ name }) => name),
  };
  if (mode === "dry_run") return plan;
  await checkClock(state);
  const root = ownership.inspection.path;
  const done = await withRootLock(world, root, async (signal) => {
    for (const path of plan.files) removeFromRoot(root, path);
    for (const name of [SKILLS_FOLDER, ROLLOUT_SUMMARIES_FOLDER]) {
      if (ownership.decision.kind === "ours" && !holdsSomething(`${root}/${name}`)) removeFolder(`${root}/${name}`);
    }
    signal.throwIfAborted();
    if (ownership.decision.kind === "ours") await emptyBaseline(world, root);
    for (const name of plan.folders) removeFolder(`${world.paths.home}/${name}`);
    // The lock's own row goes too: giving it back then finds nothing to give.
    const cleared = await clearState(state);
    await renewCopies(world, copies);
    return cleared;
  });
  if (done.kind === "held") throw rootIsHeld(root, done);
  return { ...plan, stage1_outputs: done.value.outputs };
}

/** What lies in the root that the pipeline wrote; summaries found at an adoption are a person's. */
async function ownFiles(world: World, { inspection, decision }: RootOwnership): Promise<string[]> {
  if (decision.kind !== "ours") return [];
  const foreign = new Set(inspection.marker?.foreignSummaries ?? []);
  const workspace = await open(world, inspection.path);
  try {
    const { disk } = await diffWorkspace(workspace);
    return [...disk.keys()].filter((path) => isOwn(path, foreign)).toSorted(byteOrder);
  } finally {
    closeWorkspace(workspace);
  }
}

function isOwn(path: string, foreign: ReadonlySet<string>): boolean {
  if ([HANDBOOK_FILE, SUMMARY_FILE, RAW_MEMORIES_FILE, WORKSPACE_DIFF_FILE].includes(path)) return true;
  if (path.startsWith(`${SKILLS_FOLDER}/`)) return true;
  const [folder, name = ""] = path.split("/");
  return folder === ROLLOUT_SUMMARIES_FOLDER && name.endsWith(".md") && !foreign.has(name);
}

/** Nothing is remembered, so the baseline holds nothing: what stays in the root shows as new. */
async function emptyBaseline(world: World, root: string): Promise<void> {
  const workspace = await open(world, root);
  try {
    const { disk } = await diffWorkspace(workspace);
    await replaceBaseline(workspace, { tree: new Map(), now: world.now, disk });
  } finally {
    closeWorkspace(workspace);
  }
}

function open(world: World, root: string) {
  return openWorkspace({ root, scratchIn: stagingFolder(world.paths.home), env: world.env, signal: world.signal });
}
