import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import { runGit } from "../run/run-git.ts";
import { rootPlace, useScratch } from "../run/scratch.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Whether everything that the baseline names is there and undamaged. The cache beside it answers most looks without
 * git, and so knows nothing of objects that were lost. Reads the whole store.
 */
export async function isBaselineWhole(workspace: Workspace): Promise<boolean> {
  const { git, gitDir, scratch, commit } = workspace;
  if (commit === undefined) return true;
  await useScratch(git, scratch);
  const place = rootPlace(scratch, join(gitDir, "objects"));
  try {
    await runGit(git, { place, args: ["fsck", "--full", "--no-dangling", "--no-progress", commit] });
    return true;
  } catch (thrown) {
    if (thrown instanceof MemoriesError && thrown.code === "git_failed") return false;
    throw thrown;
  }
}
