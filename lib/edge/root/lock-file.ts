import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { MemoriesError } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { ioFailure } from "../../core/io-failure.ts";
import { readJson } from "../../core/text/read-json.ts";
import { errorCode } from "../fs/error-code.ts";
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

/** A lock file that cannot be read is one being written for this long, then garbage that a crash left. */
const WRITING_GRACE_MS = 10_000;

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
    return await take(path, own);
  } catch (thrown) {
    heldHere.delete(own.id);
    throw ioFailure(`cannot lock the folder with ${path}`, thrown);
  }
}

type Taking = { readonly kind: "taken" } | { readonly kind: "held"; readonly holder: LockHolder | undefined };

/**
 * Creates the file, or replaces a stale one. The right to replace a certain stale file is a lock of its own,
 * named after that file; its holder moves it into the stale file's place. So of any number that see the same
 * stale file one replaces it, at whatever moment any of them is killed.
 */
async function take(path: string, own: LockHolder): Promise<Taking> {
  for (;;) {
    if (await createExclusively(path, own)) return { kind: "taken" };
    const seen = readLock(path);
    if (seen === "gone") continue;
    if (!(await isStale(path, seen))) return { kind: "held", holder: seen };
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

async function createExclusively(path: string, own: LockHolder): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(own)}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return false;
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

async function isStale(path: string, holder: LockHolder | undefined): Promise<boolean> {
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
