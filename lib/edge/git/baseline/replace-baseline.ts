import { join } from "node:path";
import type { Scan } from "../../../core/diff/scan.ts";
import { fault } from "../../../core/fault.ts";
import { renderBaselineCommit } from "../../../core/tree/baseline-commit.ts";
import type { FileStamp } from "../../../core/tree/listed-file.ts";
import { sameEntry, type Tree } from "../../../core/tree/tree.ts";
import { writeAtomically } from "../../fs/write-atomically.ts";
import { readMainRef } from "../run/main-ref.ts";
import { kindOf, removeAll } from "../run/private-file.ts";
import { runGit } from "../run/run-git.ts";
import { rootPlace, useScratch } from "../run/scratch.ts";
import { MAIN_REF, OWN_PREFIX, putKnownFiles } from "../tree/known-files.ts";
import { copyLooseObjects } from "../tree/loose-objects.ts";
import { putIndex } from "../tree/put-index.ts";
import { storeContents } from "../tree/store-contents.ts";
import { writeTree } from "../tree/write-tree.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { writeCache } from "./memory-cache.ts";
import type { Workspace } from "./workspace.ts";

/** There from the first write of a replacement until its last; what it names is nothing. */
const UNFINISHED = `${OWN_PREFIX}unfinished`;

export interface Replacement {
  /** The new baseline; it need not be what lies on disk. Its contents are the old baseline's or were scanned. */
  readonly tree: Tree;
  /** The date of the commit, in seconds since the epoch. */
  readonly now: number;
  /** What lies in the root now, as scanned: such files need not be read at the next look. */
  readonly disk?: Scan;
}

/**
 * Makes `tree` the one baseline of the root and returns its commit. Objects are added, the branch is moved in one
 * step, then the index, then what is unreachable is removed: at every moment the branch names a whole commit,
 * the old one or the new. What a crash leaves undone `finishReplacement` does. The caller holds the root's lock.
 */
export async function replaceBaseline(workspace: Workspace, replacement: Replacement): Promise<string> {
  const { git, gitDir, scratch } = workspace;
  const treeId = await storeTree(workspace, replacement.tree);
  const store = join(gitDir, "objects");
  const place = rootPlace(scratch, store);
  fault("git.write_objects", "commit");
  const input = renderBaselineCommit(treeId, replacement.now);
  const answer = await runGit(git, { place, args: ["hash-object", "-t", "commit", "-w", "--stdin"], input });
  const commit = answer.toString("latin1").trim();
  await moveMain(workspace, commit);
  await settle(workspace, commit, replacement);
  return commit;
}

/**
 * Puts all objects of a tree into the root's store and returns its identity. Until a baseline names them they
 * are unreachable, and the next replacement removes them. Throws `git_failed` when a content is nowhere.
 */
export async function storeTree(workspace: Workspace, tree: Tree): Promise<string> {
  const { git, gitDir, scratch } = workspace;
  if (kindOf(join(gitDir, UNFINISHED)) === "absent") writeAtomically("git.write_objects", join(gitDir, UNFINISHED), "");
  putKnownFiles(gitDir);
  await useScratch(git, scratch);
  await storeContents(workspace);
  const store = join(gitDir, "objects");
  copyLooseObjects(join(scratch.dir, "objects"), store, idsOf(tree));
  fault("git.write_objects", "tree");
  return writeTree(git, rootPlace(scratch, store), tree, "contents here");
}

/** Redoes what a crash cut off of a replacement; does nothing, and runs nothing, when none was. */
export async function finishReplacement(workspace: Workspace): Promise<"finished" | "nothing_to_do"> {
  const { gitDir, main } = workspace;
  if (main === undefined || kindOf(join(gitDir, UNFINISHED)) === "absent") return "nothing_to_do";
  putKnownFiles(gitDir);
  await settle(workspace, main, { tree: workspace.baseline });
  return "finished";
}

/**
 * Moves the branch in one step. A git call that outlived a killed run may still move it once: it names the commit
 * it expects, as this one does, so that none undoes what came after it, and one that came between is overruled.
 */
async function moveMain({ git, gitDir }: Workspace, commit: string): Promise<void> {
  for (;;) {
    const was = readMainRef(gitDir);
    if (was === commit) return;
    const args = ["update-ref", "--no-deref", MAIN_REF, commit, was ?? "0".repeat(commit.length)];
    fault("git.update_ref", commit);
    try {
      await runGit(git, { place: { cwd: gitDir, gitDir }, args });
      return;
    } catch (thrown) {
      if (readMainRef(gitDir) === was) throw thrown;
    }
  }
}

/** All that follows once the branch names `commit`; each step may be done again. */
async function settle(workspace: Workspace, commit: string, known: Pick<Replacement, "tree" | "disk">): Promise<void> {
  const { gitDir, contents } = workspace;
  await putIndex(workspace, commit);
  await collectGarbage(workspace, commit);
  // A git that outlived a killed run may have moved the branch to a commit that was collected meanwhile. From here on
  // it cannot: its lock went with the garbage, and git names no commit whose object is gone.
  await moveMain(workspace, commit);
  writeCache(gitDir, commit, known.tree, knownStamps(workspace, known), contents.kindOf);
  removeAll("git.collect", join(gitDir, UNFINISHED));
}

function* idsOf(tree: Tree): Generator<string> {
  for (const { id } of tree.values()) yield id;
}

/** The stamps of those files that hold on disk what the new baseline says. */
function knownStamps({ memo }: Workspace, { tree, disk }: Pick<Replacement, "tree" | "disk">) {
  return (path: string): FileStamp | undefined => {
    const seen = [disk?.get(path), memo.get(path)];
    return seen.find((file) => file?.stamp !== undefined && sameEntry(file, tree.get(path)))?.stamp;
  };
}
