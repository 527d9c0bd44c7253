import { join } from "node:path";
import { fault } from "../../../core/fault.ts";
import type { Tree, TreeEntry } from "../../../core/tree/tree.ts";
import type { Workspace } from "../baseline/workspace.ts";
import { runGit } from "../run/run-git.ts";
import { readingPlace, scratchPlace, useScratch } from "../run/scratch.ts";
import { parseListing } from "../tree/read-baseline-tree.ts";
import { storeContents } from "../tree/store-contents.ts";
import { writeTree } from "../tree/write-tree.ts";

/**
 * The tree that a patch makes of another one; its contents can be read afterwards. Nothing but the scratch folder is
 * written. Throws `git_failed` when the patch does not fit.
 */
export async function applyPatch(workspace: Workspace, tree: Tree, patch: Uint8Array): Promise<Map<string, TreeEntry>> {
  if (patch.length === 0) return new Map(tree);
  const { git, scratch, contents } = workspace;
  await useScratch(git, scratch);
  await storeContents(workspace);
  const place = {
    ...readingPlace(scratch, join(workspace.gitDir, "objects")),
    index: join(scratch.dir, "patch-index"),
  };
  const treeId = await writeTree(git, scratchPlace(scratch), tree, "contents elsewhere");
  fault("git.scratch", "patch");
  await runGit(git, { place, args: ["read-tree", treeId] });
  await runGit(git, { place, args: ["apply", "--cached", "--whitespace=nowarn", "-"], input: patch });
  const made = (await runGit(git, { place, args: ["write-tree"] })).toString("latin1").trim();
  const listing = await runGit(git, { place, args: ["ls-tree", "-r", "-z", "-l", "--full-tree", made] });
  const result = parseListing(listing);
  for (const { id } of result.values()) contents.noteStored(id);
  return result;
}
