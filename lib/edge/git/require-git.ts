import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { MemoriesError } from "../../core/errors.ts";
import type { Environment } from "./git-environment.ts";
import { type Git, gitMissing, runGit } from "./run-git.ts";

/** The oldest git that has every call made here and closes the known holes of reading a strange repository. */
const OLDEST_GIT = [2, 30] as const;

/** Checks that there is a git and that it is new enough. Throws `git_missing` or `git_too_old`. */
export async function requireGit(git: Git): Promise<void> {
  const call = { place: { cwd: "/", gitDir: "/" }, args: ["--version"] };
  const answer = (await runGit(git, call)).toString("utf8").trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(answer) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_GIT;
  if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) return;
  throw new MemoriesError("git_too_old", `git is too old: ${answer || "it names no version"}`, {
    hint: `install git ${OLDEST_GIT.join(".")} or newer`,
  });
}

/** Checks only that there is a program called git, without running it. Throws `git_missing`. */
export function requireGitProgram(env: Environment): void {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  if (!folders.some((folder) => isProgram(join(folder, "git")))) throw gitMissing();
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
