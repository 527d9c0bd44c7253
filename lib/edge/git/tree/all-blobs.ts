import { join } from "node:path";
import type { Workspace } from "../baseline/workspace.ts";
import { runGit } from "../run/run-git.ts";
import { readingPlace, useScratch } from "../run/scratch.ts";

/** The identities of all contents in the root's store, whether or not the baseline leads to them. */
export async function allBlobs(workspace: Workspace): Promise<string[]> {
  const { git, gitDir, scratch } = workspace;
  await useScratch(git, scratch);
  const args = ["cat-file", "--batch-all-objects", "--unordered", "--batch-check"];
  const listed = await runGit(git, { place: readingPlace(scratch, join(gitDir, "objects")), args });
  return listed
    .toString("latin1")
    .split("\n")
    .map((line) => line.split(" "))
    .flatMap(([id = "", type]) => (type === "blob" ? [id] : []));
}
