import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../../core/fault.ts";
import { namesIn } from "../../fs/names-in.ts";
import { removeTree } from "../../fs/remove-tree.ts";
import { processSpace, processStart } from "../../process/process-identity.ts";
import { configText, KNOWN_ATTRIBUTES } from "../tree/known-files.ts";
import type { GitPlace } from "./git-environment.ts";
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

/**
 * Names a scratch folder under `parent`, after the process that makes it: its number, where that number means one
 * process, and its start. Makes nothing yet.
 */
export function planScratch(parent: string): Scratch {
  const own = `${process.pid}-${processSpace() ?? UNKNOWN_SPACE}-${ticksOf(processStart(process.pid))}`;
  return { dir: join(parent, `git-${own}-${randomName()}`), parent, made: false, checked: false };
}

/** Of a process's start the part that is not the same for all of one boot. */
function ticksOf(started: string | undefined): string {
  return /^[0-9a-f-]+:(\d+)$/.exec(started ?? "")?.[1] ?? "0";
}

function randomName(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString("hex");
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
  removeTree(scratch.dir);
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

/** What another machine, or one whose processes cannot be seen from here, left is told by its age alone: no run takes so long. */
const FOREIGN_LEFTOVER_MS = 86_400_000;

/** Removes the scratch folders that killed processes left under `parent`: they hold contents of memories. */
export function removeLeftovers(parent: string): void {
  for (const name of namesIn(parent)) {
    if (!isLeft(parent, name)) continue;
    fault("git.scratch", join(parent, name));
    removeTree(join(parent, name));
  }
}

function isLeft(parent: string, name: string): boolean {
  const [, pid, space, ticks] = /^git-(\d+)-([0-9a-f]{12,}|unknown)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
  if (pid === undefined) return false;
  if (space === processSpace()) return ticksOf(processStart(Number(pid))) !== ticks;
  const found = statSync(join(parent, name), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > FOREIGN_LEFTOVER_MS;
}

const UNKNOWN_SPACE = "unknown";
