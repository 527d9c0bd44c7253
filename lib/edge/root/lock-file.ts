import { link, lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { MemoriesError } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { ioFailure } from "../../core/io-failure.ts";
import { readJson } from "../../core/text/read-json.ts";
import { errorCode } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";
import { NO_HARD_LINKS } from "../fs/no-hard-links.ts";
import { readOwnFile } from "../fs/own-file.ts";
import { isRunning, processStart, UNKNOWN_START } from "../process/process-identity.ts";

/** Who holds a lock file. */
export interface LockHolder {
  readonly pid: number;
  readonly machine: string;
  /** When the process started; guards against a later process with the same number. */
  readonly process_start: string;
  /** Tells two takings by one process apart. */
  readonly id: string;
}

/** A lock file that this process holds. */
export interface LockFile {
  readonly path: string;
  /** Whether the file still is the one that was taken. */
  isHeld(): Promise<boolean>;
  /** Removes the file, if it still is the one that was taken. */
  release(): Promise<void>;
}

export type LockFileOutcome =
  | { readonly kind: "taken"; readonly lock: LockFile }
  /** `holder` is undefined while it is being written. */
  | { readonly kind: "held"; readonly path: string; readonly holder: LockHolder | undefined };

const HOLDER = z.object({
  pid: z.number(),
  machine: z.string(),
  process_start: z.string(),
  /** It becomes part of a file name. */
  id: z.string().regex(/^[\w-]+$/),
});

/**
 * Where a lock file cannot appear whole (no hard links), one that cannot be read is being written for this long, then
 * garbage. Everywhere else it is garbage at once.
 */
const WRITING_GRACE_MS = 10_000;

/** A lock file is drafted under a name that ends so. */
const DRAFT_END = ".new";

/** What this process holds: a file of its own that is not in here was left by a release that failed. */
const heldHere = new Set<string>();

/** Where the lock file of a root lies. `root` is canonical. */
export function lockFilePath(root: string): string {
  return join(dirname(root), `.${basename(root)}.lock`);
}

/**
 * Takes the lock file beside a root (canonical path), so that processes with different state DBs do not meet
 * in it. A file whose process is gone is replaced. On another machine nobody can tell, so its file holds.
 * Throws `io_failed` where no such file can be made.
 */
export async function takeLockFile(root: string): Promise<LockFileOutcome> {
  const path = lockFilePath(root);
  const own: LockHolder = {
    pid: process.pid,
    machine: hostname(),
    process_start: processStart(process.pid) ?? UNKNOWN_START,
    id: crypto.randomUUID(),
  };
  heldHere.add(own.id);
  const taken = await begin(path, own);
  if (taken.kind === "taken") return { kind: "taken", lock: heldLock(path, own) };
  heldHere.delete(own.id);
  return { kind: "held", path, holder: taken.holder };
}

async function begin(path: string, own: LockHolder): Promise<Taking> {
  try {
    fault("lock.take", path);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await removeDrafts(path);
    return await take(path, own);
  } catch (thrown) {
    heldHere.delete(own.id);
    throw ioFailure(`cannot lock the folder with ${path}`, thrown);
  }
}

/** Removes what a process that was killed in the middle of a taking left beside the lock. */
async function removeDrafts(path: string): Promise<void> {
  for (const name of namesIn(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(DRAFT_END)) continue;
    const draft = join(dirname(path), name);
    const seen = readLock(draft);
    if (seen !== "gone" && (await isStale(draft, seen, "by_and_by"))) await rm(draft, { force: true });
  }
}

type Taking = { readonly kind: "taken" } | { readonly kind: "held"; readonly holder: LockHolder | undefined };

/** Whether the file system of a lock lets a file appear whole under its name. */
type Appearing = "whole" | "by_and_by";

/**
 * Creates the file, or replaces a stale one. The right to replace a certain stale file is a lock of its own,
 * named after that file; its holder moves it into the stale file's place. So of any number that see the same
 * stale file one replaces it, at whatever moment any of them is killed.
 */
async function take(path: string, own: LockHolder): Promise<Taking> {
  for (;;) {
    const made = await createExclusively(path, own);
    if (made === "created") return { kind: "taken" };
    const seen = readLock(path);
    if (seen === "gone") continue;
    if (!(await isStale(path, seen, made))) return { kind: "held", holder: seen };
    const right = `${path}.${seen?.id ?? "unreadable"}`;
    const taking = await take(right, own);
    if (taking.kind === "held") return taking;
    const again = readLock(path);
    if (again !== "gone" && again?.id === seen?.id) {
      fault("lock.take", right);
      await rename(right, path);
      return { kind: "taken" };
    }
    await rm(right, { force: true });
  }
}

function heldLock(path: string, own: LockHolder): LockFile {
  const isHeld = async (): Promise<boolean> => {
    const seen = readLock(path);
    return seen !== "gone" && seen?.id === own.id;
  };
  return {
    path,
    isHeld,
    release: async () => {
      heldHere.delete(own.id);
      fault("lock.release", path);
      if (await isHeld()) await rm(path, { force: true });
    },
  };
}

/**
 * Creates the file with its content in one step, as a further name of a draft, so that it is never seen half written;
 * where there are no such names, by and by. What it returns else tells how files appear here.
 */
async function createExclusively(path: string, own: LockHolder): Promise<"created" | Appearing> {
  const draft = `${path}.${own.id}${DRAFT_END}`;
  const text = `${JSON.stringify(own)}\n`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await link(draft, path);
    return "created";
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === "EEXIST") return "whole";
    if (!NO_HARD_LINKS.includes(code ?? "")) throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
  try {
    await writeFile(path, text, { mode: 0o600, flag: "wx" });
    return "created";
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return "by_and_by";
    throw thrown;
  }
}

/** What the file says; undefined where it says nothing: half written, garbage, a link (none of ours, wherever it leads). */
function readLock(path: string): LockHolder | undefined | "gone" {
  const file = readOwnFile(path, { links: "refuse" });
  if (file.kind === "absent") return "gone";
  if (file.kind === "text") return readJson(file.text, HOLDER);
  // Whose it is cannot be told, so that it cannot be called stale either.
  if (file.kind === "closed") {
    throw new MemoriesError("io_failed", `cannot read the lock file ${path}: ${file.problem}`, {
      hint: "remove it when its owner runs nothing on this memory root",
    });
  }
  return undefined;
}

async function isStale(path: string, holder: LockHolder | undefined, files: Appearing): Promise<boolean> {
  if (holder === undefined && files === "whole") return true;
  if (holder === undefined) {
    const written = await lstat(path).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    );
    return Date.now() - written > WRITING_GRACE_MS;
  }
  if (holder.machine !== hostname()) return false;
  if (holder.pid === process.pid && !heldHere.has(holder.id)) return true;
  return !isRunning({ pid: holder.pid, started: holder.process_start });
}
