import { join } from "node:path";
import { writeAtomically } from "../../fs/write-atomically.ts";
import { putFolder } from "../run/private-file.ts";
import { requireGit } from "../run/require-git.ts";
import { OWN_PREFIX } from "../tree/known-files.ts";
import { replaceBaseline } from "./replace-baseline.ts";
import { closeWorkspace, openWorkspace, type WorkspaceOptions } from "./workspace.ts";

/**
 * Gives a root without `.git` (or with one that a crash cut off) a baseline that holds nothing, so that files
 * already there show as added. `marker` is the text of `.git/memories-root`; it is written first, so that
 * whatever a crash leaves is known to be ours. The caller holds the root's lock and judged whose root it is.
 */
export async function initBaseline(options: WorkspaceOptions, marker: string, now: number): Promise<string> {
  const gitDir = join(options.root, ".git");
  await requireGit(options);
  putFolder("git.init", gitDir);
  writeAtomically("git.init", join(gitDir, `${OWN_PREFIX}root`), marker);
  const workspace = await openWorkspace(options);
  try {
    return await replaceBaseline(workspace, { tree: new Map(), now });
  } finally {
    closeWorkspace(workspace);
  }
}
