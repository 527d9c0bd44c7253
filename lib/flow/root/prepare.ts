import { WORKSPACE_DIFF_FILE } from "../../core/consolidate/paths.ts";
import { MemoriesError } from "../../core/errors.ts";
import { fileTime } from "../../core/text/time.ts";
import { quotePath } from "../../core/tree/path-bytes.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import { initBaseline } from "../../edge/git/baseline/init-baseline.ts";
import { isBaselineWhole } from "../../edge/git/baseline/is-baseline-whole.ts";
import { finishReplacement } from "../../edge/git/baseline/replace-baseline.ts";
import {
  closeWorkspace,
  openWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from "../../edge/git/baseline/workspace.ts";
import { removeLeftovers } from "../../edge/git/run/scratch.ts";
import { makeBackup, removeGit } from "../../edge/root/backup.ts";
import { readJournal, removeJournal } from "../../edge/root/journal-file.ts";
import { makeRoot } from "../../edge/root/make-root.ts";
import { readMarker, renderMarker } from "../../edge/root/marker.ts";
import { removeFromRoot } from "../../edge/root/put-in-root.ts";
import { endMoves } from "../../edge/root/staged-writes.ts";
import { clearStaging, stagingFolder } from "../../edge/root/staging.ts";
import { databaseId } from "../../edge/state/memory/roots.ts";
import type { World } from "../world.ts";
import { applyJournal } from "./apply-journal.ts";
import { foreignSummaries } from "./foreign-summaries.ts";
import { checkRootOwnership } from "./ownership.ts";
import { rootRefused } from "./root-refused.ts";

export type Adoption = "adopt" | "refuse";

/**
 * Makes the root ready to be worked in: what a crashed run left is finished or undone, the folder and its baseline
 * are there, no old diff file is. The caller holds both locks and closes the workspace. Writes only inside the root
 * and the private home.
 */
export async function prepareWorkspace(
  world: World,
  root: string,
  adoption: Adoption,
  lost: AbortSignal,
): Promise<Workspace> {
  const options: WorkspaceOptions = { root, scratchIn: stagingFolder(world.paths.home), env: world.env, signal: lost };
  const opened = await openOrTakeOver(world, root, adoption, options);
  const workspace = await finishCrashedRun(world, opened, options, lost);
  // Only now: a run that was cut off is entered from there.
  clearStaging(world.paths.home, root);
  removeLeftovers(stagingFolder(world.paths.home));
  removeFromRoot(root, WORKSPACE_DIFF_FILE);
  return workspace;
}

/** Opens the root; one that is not ours yet becomes ours, checked again now that nobody else can do the same. */
async function openOrTakeOver(
  world: World,
  root: string,
  adoption: Adoption,
  options: WorkspaceOptions,
): Promise<Workspace> {
  const ownership = await checkRootOwnership(world);
  const { decision } = ownership;
  const db = await databaseId(await world.state());
  if (decision.kind === "refused") {
    if (adoption === "refuse" || !decision.adoptable) throw rootRefused(ownership);
    await adopt(world, root, db, options);
  } else if (decision.kind === "free") {
    makeRoot(root);
    await initBaseline(options, renderMarker({ db, foreignSummaries: [] }), world.now);
  }
  // A damaged baseline is a failure, unless the user asked to take the folder over.
  if (adoption === "refuse") return openWorkspace(options);
  const whole = await openWhole(options);
  if (whole !== undefined) return whole;
  await adopt(world, root, db, options);
  return openWorkspace(options);
}

/** Undefined: the baseline is damaged. */
async function openWhole(options: WorkspaceOptions): Promise<Workspace | undefined> {
  try {
    const workspace = await openWorkspace(options);
    if (await isBaselineWhole(workspace)) return workspace;
    closeWorkspace(workspace);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof MemoriesError && thrown.code === "git_failed") return undefined;
    throw thrown;
  }
}

async function adopt(world: World, root: string, db: string, options: WorkspaceOptions): Promise<void> {
  const { folder, leftOut } = makeBackup(root, world.paths.home, fileTime(world.now));
  world.log.info(`${root} was copied whole to ${folder}`);
  for (const path of leftOut) world.log.warn(`not in the copy, since it is no file: ${quotePath(path)}`);
  const foreign = foreignSummaries(listFiles(root).files.map(({ path }) => path));
  removeGit(root);
  await initBaseline(options, renderMarker({ db, foreignSummaries: foreign }), world.now);
}

/**
 * A journal is finished: everything it needs waits beside it. Without one nothing of the run had reached the root,
 * and what it had prepared goes. Returns a workspace that shows the result.
 */
async function finishCrashedRun(
  world: World,
  workspace: Workspace,
  options: WorkspaceOptions,
  lost: AbortSignal,
): Promise<Workspace> {
  const { root } = workspace;
  try {
    const journal = readJournal(root);
    if (journal !== undefined) {
      const { conflicts } = await applyJournal(world.paths.home, workspace, journal, lost);
      world.log.info(`finished the run ${journal.run}, which was cut off`);
      for (const path of conflicts) world.log.warn(`left alone, since it was changed meanwhile: ${quotePath(path)}`);
    } else {
      await endMoves(root);
      await removeJournal(root);
      const finished = await finishReplacement(workspace);
      if (finished === "nothing_to_do" && workspace.main !== undefined) return workspace;
    }
  } catch (thrown) {
    closeWorkspace(workspace);
    throw thrown;
  }
  closeWorkspace(workspace);
  // A first run that was cut off before it had any baseline.
  if (workspace.main === undefined) {
    const marker = readMarker(root) ?? { db: await databaseId(await world.state()), foreignSummaries: [] };
    await initBaseline(options, renderMarker(marker), world.now);
  }
  return openWorkspace(options);
}
