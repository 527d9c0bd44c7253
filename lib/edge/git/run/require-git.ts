import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import type { Environment } from "./git-environment.ts";
import { type Git, gitMissing, runGit } from "./run-git.ts";

/** The oldest git that has every call made here and closes the known holes of reading a strange repository. */
const OLDEST_GIT = [2, 30] as const;

/** Programs that were found new enough (`programId`): to ask one takes longer than a look at a whole root. */
const newEnough = new Set<string>();

/**
 * Checks that there is a git and that it is new enough; the same program is asked once in the life of a process.
 * Throws `git_missing` or `git_too_old`.
 */
export async function requireGit(git: Git): Promise<void> {
  git.signal?.throwIfAborted();
  const program = programId(git.env);
  if (program !== undefined && newEnough.has(program)) return;
  const call = { place: { cwd: "/", gitDir: "/" }, args: ["--version"] };
  const answer = (await runGit(git, call)).toString("utf8").trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(answer) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_GIT;
  if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) {
    if (program !== undefined) newEnough.add(program);
    return;
  }
  throw new MemoriesError("git_too_old", `git is too old: ${answer || "it names no version"}`, {
    hint: `install git ${OLDEST_GIT.join(".")} or newer`,
  });
}

/** Checks only that there is a program called git, without running it. Throws `git_missing`. */
export function requireGitProgram(env: Environment): void {
  const folders = searched(env).filter((folder) => folder !== "");
  if (!folders.some((folder) => isProgram(join(folder, "git")))) throw gitMissing();
}

/** Tells the git that the search path leads to from any other; undefined when that takes more than a look. */
function programId(env: Environment): string | undefined {
  const folders = searched(env);
  const at = folders.findIndex((folder) => !isAbsolute(folder) || isProgram(join(folder, "git")));
  const folder = folders[at];
  if (folder === undefined || !isAbsolute(folder)) return undefined;
  const path = join(folder, "git");
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return undefined;
  return [found.dev, found.ino, found.size, found.mtimeMs, found.ctimeMs, path].join(" ");
}

function searched(env: Environment): string[] {
  return (env.PATH ?? "").split(delimiter);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
