import { readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../../core/fault.ts";
import { writeAtomically } from "../../fs/write-atomically.ts";
import { kindOf, removeAll } from "../run/private-file.ts";
import { runGit } from "../run/run-git.ts";
import { rootPlace, useScratch } from "../run/scratch.ts";
import { MAIN_REF, OWN_PREFIX } from "../tree/known-files.ts";
import { unpackPacks } from "../tree/loose-objects.ts";
import type { Workspace } from "./workspace.ts";

/** All that a repository of ours holds beside files that begin with our prefix. */
const KEPT = new Set(["HEAD", "config", "info", "hooks", "objects", "refs", "index"]);

/**
 * Removes from `.git` everything that the baseline `commit` does not lead to: objects, packs, other branches and
 * tags, reflogs, what a person's or a killed git left. What is forgotten is then nowhere in it.
 */
export async function collectGarbage(workspace: Workspace, commit: string): Promise<void> {
  const { gitDir, git, scratch } = workspace;
  const store = join(gitDir, "objects");
  await useScratch(git, scratch);
  const place = rootPlace(scratch, store);
  const args = ["rev-list", "--objects", "--no-object-names", commit];
  const answer = await runGit(git, { place, args });
  const wanted = new Set(answer.toString("latin1").trim().split("\n"));
  await unpackPacks(workspace, wanted);
  collectObjects(store, wanted);
  // A branch that only stands in `packed-refs` would vanish with it.
  if (kindOf(join(gitDir, MAIN_REF)) !== "file") writeAtomically("git.collect", join(gitDir, MAIN_REF), `${commit}\n`);
  removeBut(join(gitDir, "refs"), ["heads", "tags"]);
  removeBut(join(gitDir, "refs/heads"), ["main"]);
  removeBut(join(gitDir, "refs/tags"), []);
  for (const name of readdirSync(gitDir)) {
    if (!KEPT.has(name) && !isOwn(name)) removeAll("git.collect", join(gitDir, name));
  }
}

function isOwn(name: string): boolean {
  return name.startsWith(OWN_PREFIX) && !name.endsWith(".new") && !name.endsWith(".lock");
}

function collectObjects(store: string, wanted: ReadonlySet<string>): void {
  for (const folder of readdirSync(store)) {
    if (folder === "pack") continue;
    const path = join(store, folder);
    if (folder === "info") {
      removeBut(path, []);
    } else if (folder.length !== 2 || kindOf(path) !== "folder") {
      removeAll("git.collect", path);
    } else {
      const names = readdirSync(path);
      const gone = names.filter((name) => !wanted.has(folder + name));
      for (const name of gone) removeAll("git.collect", join(path, name));
      if (gone.length === names.length) removeFolder(path);
    }
  }
}

function removeFolder(path: string): void {
  fault("git.collect", path);
  rmdirSync(path);
}

function removeBut(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    if (!kept.includes(name)) removeAll("git.collect", join(folder, name));
  }
}
