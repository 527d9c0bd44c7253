import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import type { GitPlace } from "./git-environment.ts";
import { configText, KNOWN_ATTRIBUTES } from "./known-files.ts";
import { PRIVATE_FOLDER } from "./private-file.ts";
import { requireGit } from "./require-git.ts";
import type { Git } from "./run-git.ts";

/**
 * A throw-away repository of our own making, outside the memory root: git runs with it, so that nothing that
 * lies in the root's `.git` steers git, and objects that are only looked at are written here.
 */
export interface Scratch {
  readonly dir: string;
  readonly parent: string;
  /** It is made on first use. */
  made: boolean;
  /** Whether this git is one to work with was found out. */
  checked: boolean;
}

/** Names a scratch folder under `parent`; makes nothing yet. */
export function planScratch(parent: string): Scratch {
  const dir = join(parent, `git-${process.pid}-${randomBytes(6).toString("hex")}`);
  return { dir, parent, made: false, checked: false };
}

/** Makes the scratch folder ready for git to run with. Throws `git_missing` or `git_too_old`. */
export async function useScratch(git: Git, scratch: Scratch): Promise<void> {
  if (!scratch.checked) await requireGit(git);
  scratch.checked = true;
  makeScratch(scratch);
}

/** Makes the scratch folder if it is not there; removes those that killed processes left. */
export function makeScratch(scratch: Scratch): void {
  if (scratch.made) return;
  fault("git.scratch", scratch.dir);
  mkdirSync(scratch.parent, { recursive: true, mode: PRIVATE_FOLDER });
  removeLeftovers(scratch.parent);
  for (const folder of ["objects", "refs", "info", "contents"]) {
    mkdirSync(join(scratch.dir, folder), { recursive: true, mode: PRIVATE_FOLDER });
  }
  const write = (name: string, text: string) => writeFileSync(join(scratch.dir, name), text, { mode: 0o600 });
  write("HEAD", "ref: refs/heads/none\n");
  write("config", configText({ bare: "true", quotePath: "false" }));
  write("info/attributes", KNOWN_ATTRIBUTES);
  scratch.made = true;
}

/** Removes it again, with everything in it. */
export function removeScratch(scratch: Scratch): void {
  if (!scratch.made) return;
  fault("git.scratch", scratch.dir);
  rmSync(scratch.dir, { recursive: true, force: true });
  scratch.made = false;
}

/** Where git runs to read both stores. */
export function readingPlace(scratch: Scratch, rootObjects: string): GitPlace {
  return { ...scratchPlace(scratch), readObjects: rootObjects };
}

/**
 * Where git runs to write what is only looked at. It does not know the root's store then: an object that it
 * finds there already it would mark as fresh, which is a write.
 */
export function scratchPlace(scratch: Scratch): GitPlace {
  return { cwd: scratch.dir, gitDir: scratch.dir, objects: join(scratch.dir, "objects") };
}

/** Where git runs to write into the root's store, steered by nothing that lies beside it. */
export function rootPlace(scratch: Scratch, rootObjects: string): GitPlace {
  return { ...scratchPlace(scratch), objects: rootObjects };
}

/** A process number may be taken again, or be one of another machine: only what is also old counts as left. */
const LEFTOVER_MS = 3_600_000;

function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^git-(\d+)-[0-9a-f]+$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const found = statSync(join(parent, name), { throwIfNoEntry: false });
    if (found === undefined || Date.now() - found.mtimeMs < LEFTOVER_MS) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}
