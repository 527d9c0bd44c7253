import { rmSync } from "node:fs";
import { join } from "node:path";
import { gitMode } from "../../../core/tree/compare-trees.ts";
import { encodePath } from "../../../core/tree/path-bytes.ts";
import type { Tree } from "../../../core/tree/tree.ts";
import type { GitPlace } from "../run/git-environment.ts";
import { type Git, runGit } from "../run/run-git.ts";

/**
 * Writes a tree into the store of `place` and returns its identity. Unless its contents lie elsewhere, one
 * that this store lacks is an error. Names reach git as bytes in a list, so that none can be mistaken for anything else.
 */
export async function writeTree(
  git: Git,
  place: GitPlace,
  tree: Tree,
  contents: "contents here" | "contents elsewhere",
): Promise<string> {
  const lax = contents === "contents elsewhere" ? ["--missing-ok"] : [];
  const index = join(place.gitDir, "tree-index");
  rmSync(index, { force: true });
  const there = { ...place, index };
  if (tree.size > 0)
    await runGit(git, { place: there, args: ["update-index", "-z", "--index-info"], input: renderIndexInfo(tree) });
  const answer = await runGit(git, { place: there, args: ["write-tree", ...lax] });
  return answer.toString("latin1").trim();
}

function renderIndexInfo(tree: Tree): Uint8Array {
  const lines: string[] = [];
  const pieces: Uint8Array[] = [];
  for (const [path, entry] of tree) {
    const head = `${gitMode(entry)} ${entry.id}\t`;
    if (path.isWellFormed()) lines.push(head, path, "\0");
    else pieces.push(Buffer.from(head), encodePath(path), Buffer.of(0));
  }
  return Buffer.concat([Buffer.from(lines.join("")), ...pieces]);
}
