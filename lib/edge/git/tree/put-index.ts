import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import { fault } from "../../../core/fault.ts";
import type { Workspace } from "../baseline/workspace.ts";
import { kindOf } from "../run/private-file.ts";
import { runGit } from "../run/run-git.ts";
import { rootPlace, useScratch } from "../run/scratch.ts";
import { OWN_PREFIX } from "./known-files.ts";

/** Our copy of the index as it was put last: a person may have told theirs to overlook changes. */
const OWN_INDEX = `${OWN_PREFIX}index`;

/**
 * Makes the index match a commit, with what is known of the files on disk, so that a person's `git status` is
 * right and quick. Takes the place of the old index in one step.
 */
export async function putIndex(workspace: Workspace, commit: string): Promise<void> {
  const { gitDir, git, scratch, root } = workspace;
  await useScratch(git, scratch);
  const own = join(gitDir, OWN_INDEX);
  const store = join(gitDir, "objects");
  const place = { ...rootPlace(scratch, store), index: own, workTree: root, cwd: root };
  rmSync(`${own}.lock`, { force: true });
  // Git writes an index where a link in its place leads.
  if (kindOf(own) !== "file") rmSync(own, { recursive: true, force: true });
  fault("git.update_index", own);
  try {
    await runGit(git, { place, args: ["read-tree", "--reset", commit] });
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    // One that a crash damaged: it is only a help.
    rmSync(own, { force: true });
    await runGit(git, { place, args: ["read-tree", "--reset", commit] });
  }
  // 1 says that files differ from the baseline, as they do when a person changed them.
  await runGit(git, { place, args: ["update-index", "-q", "--refresh"], answers: [0, 1] });
  const path = join(gitDir, "index");
  fault("git.update_index", path);
  rmSync(`${path}.new`, { force: true });
  copyFileSync(own, `${path}.new`);
  renameSync(`${path}.new`, path);
}
