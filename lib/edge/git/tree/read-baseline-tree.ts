import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import { decodePath } from "../../../core/tree/path-bytes.ts";
import type { TreeEntry } from "../../../core/tree/tree.ts";
import { BASELINE_REMEDY } from "../run/main-ref.ts";
import { type Git, runGit } from "../run/run-git.ts";
import { readingPlace, type Scratch, useScratch } from "../run/scratch.ts";

const [TAB, NUL] = [9, 0];

/**
 * The baseline that branch `main` leads to, by asking git. Should somebody have committed on top of it, it is
 * the first commit of that line: what they committed is a change like any other. Throws `git_failed`.
 */
export async function readBaselineTree(
  git: Git,
  gitDir: string,
  scratch: Scratch,
  main: string,
): Promise<{ readonly commit: string; readonly tree: Map<string, TreeEntry> }> {
  await useScratch(git, scratch);
  const place = readingPlace(scratch, join(gitDir, "objects"));
  try {
    const first = await runGit(git, { place, args: ["rev-list", "--max-parents=0", main] });
    const commit = first.toString("latin1").trim().split("\n").at(-1) ?? main;
    const listing = await runGit(git, { place, args: ["ls-tree", "-r", "-z", "-l", "--full-tree", commit] });
    return { commit, tree: parseListing(listing) };
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError) || thrown.code !== "git_failed") throw thrown;
    throw new MemoriesError("git_failed", `the baseline in ${gitDir} cannot be read: ${thrown.message}`, {
      hint: BASELINE_REMEDY,
      cause: thrown,
    });
  }
}

/** Reads `<mode> <type> <id> <size>\t<path>\0` lines. What is no file or link (a submodule) is left out. */
export function parseListing(listing: Uint8Array): Map<string, TreeEntry> {
  const tree = new Map<string, TreeEntry>();
  for (let at = 0; at < listing.length; ) {
    const tab = listing.indexOf(TAB, at);
    const end = listing.indexOf(NUL, tab);
    const [mode, type, id = "", size] = Buffer.from(listing.subarray(at, tab)).toString("latin1").split(/ +/);
    if (type === "blob") {
      const kind = mode === "120000" ? "link" : "file";
      const path = decodePath(listing.subarray(tab + 1, end));
      tree.set(path, { kind, id, size: Number(size), executable: mode === "100755" });
    }
    at = end + 1;
  }
  return tree;
}
