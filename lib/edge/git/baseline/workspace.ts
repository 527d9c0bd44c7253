import { join } from "node:path";
import type { Scan } from "../../../core/diff/scan.ts";
import type { Tree, TreeEntry } from "../../../core/tree/tree.ts";
import type { Environment } from "../run/git-environment.ts";
import { readMainRef } from "../run/main-ref.ts";
import { requireGitProgram } from "../run/require-git.ts";
import type { Git } from "../run/run-git.ts";
import { planScratch, removeScratch, type Scratch } from "../run/scratch.ts";
import { type Contents, knownContents } from "../tree/contents.ts";
import { readBaselineTree } from "../tree/read-baseline-tree.ts";
import { readCache } from "./memory-cache.ts";

/** A memory root, its baseline, and the contents seen since; everything the other calls work on. */
export interface Workspace {
  readonly root: string;
  readonly gitDir: string;
  readonly git: Git;
  readonly scratch: Scratch;
  /** What branch `main` named when the workspace was opened. */
  readonly main: string | undefined;
  /** The baseline: its commit, or undefined when there is none, and its files by path. */
  readonly commit: string | undefined;
  readonly baseline: Tree;
  /** What is known of files on disk without reading them. */
  readonly memo: Scan;
  readonly contents: Contents;
}

export interface WorkspaceOptions {
  /** The root, absolute. Its `.git` was found to be ours or absent (`inspectRepository`). */
  readonly root: string;
  /** The private folder outside the root in which a scratch folder is made when there is something to compare. */
  readonly scratchIn: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a root for looking at it or for replacing its baseline; writes nothing into it, and runs git only
 * when the cache is not the baseline's. Close it after use. Throws `git_missing`, `git_too_old`, or `git_failed` when the baseline is damaged.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { root, env, signal } = options;
  requireGitProgram(env);
  const git: Git = { env, signal };
  const gitDir = join(root, ".git");
  const scratch = planScratch(options.scratchIn);
  try {
    return { root, gitDir, git, scratch, ...(await openBaseline(git, gitDir, scratch)) };
  } catch (thrown) {
    removeScratch(scratch);
    throw thrown;
  }
}

/** Removes the scratch folder. */
export function closeWorkspace(workspace: Workspace): void {
  removeScratch(workspace.scratch);
}

type OpenBaseline = Pick<Workspace, "main" | "commit" | "baseline" | "memo" | "contents">;

async function openBaseline(git: Git, gitDir: string, scratch: Scratch): Promise<OpenBaseline> {
  const main = readMainRef(gitDir);
  const cache = readCache(gitDir);
  const memo: Scan = cache?.tree ?? new Map();
  const { commit, tree } =
    main === undefined
      ? { commit: undefined, tree: new Map<string, TreeEntry>() }
      : cache?.commit === main
        ? cache
        : await readBaselineTree(git, gitDir, scratch, main);
  return { main, commit, baseline: tree, memo, contents: knownContents(tree, () => cache?.kinds() ?? new Map()) };
}

/** Whether somebody else replaced the baseline since the workspace was opened. */
export function hasMoved(workspace: Workspace): boolean {
  return readMainRef(workspace.gitDir) !== workspace.main;
}
