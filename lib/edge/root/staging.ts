import { lstatSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { fault } from "../../core/fault.ts";
import { readJson } from "../../core/text/read-json.ts";
import { errorCode, isAbsent } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";
import { ownText } from "../fs/own-file.ts";
import { removeTree } from "../fs/remove-tree.ts";
import { isRunning, processStart, UNKNOWN_START } from "../process/process-identity.ts";

/** The private folders of one run under `<home>/staging`. */
export interface Staging {
  readonly run: string;
  /** The copy of the root that the agent works on. */
  readonly copy: string;
  /** Other temporary files of the run. */
  readonly scratch: string;
  /** Whether the folder of all stagings was not there before. */
  readonly madeFolder: boolean;
}

const OWNED_BY = z.object({ root: z.string(), pid: z.number(), machine: z.string(), process_start: z.string() });
const OWNER = ".owner.json";

/** Where the copy of a run will be. */
export function stagedCopy(home: string, run: string): string {
  return join(stagingFolder(home), run);
}

/** Begins the staging of a run: its folders' names, and a note whose they are; the copy is not made yet. */
export function beginStaging(home: string, run: string, root: string): Staging {
  const folder = stagingFolder(home);
  const path = join(folder, `${run}${OWNER}`);
  const start = processStart(process.pid) ?? UNKNOWN_START;
  const owner = { root, pid: process.pid, machine: hostname(), process_start: start };
  fault("folder.write", path);
  const write = () => {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
    return made !== undefined;
  };
  const madeFolder = onceMoreWhenGone(write);
  return { run, copy: stagedCopy(home, run), scratch: join(folder, `${run}.scratch`), madeFolder };
}

/** A dry run that ends may take the folder away, empty as it is, between its making and the first file in it. */
function onceMoreWhenGone<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (isAbsent(thrown)) return work();
    throw thrown;
  }
}

/** Removes everything of a run's staging, a record that was not entered too; the note last, so that a crash leaves nothing that nobody owns. */
export function endStaging(home: string, run: string): void {
  const folder = stagingFolder(home);
  for (const name of [run, `${run}.scratch`, `${run}.record`, `${run}${OWNER}`]) {
    const path = join(folder, name);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) continue;
    fault("folder.delete", path);
    // The note stays with what could not even be set aside: the next run tries again.
    if (removeTree(path).kind === "left") return;
  }
}

/** Ends a staging that leaves no trace: the folder of all stagings, if it was made for this one, goes unless others use it. */
export function endPassingStaging(home: string, { run, madeFolder }: Staging): void {
  endStaging(home, run);
  if (!madeFolder) return;
  const folder = stagingFolder(home);
  fault("folder.delete", folder);
  try {
    rmdirSync(folder);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOENT") throw thrown;
  }
}

/**
 * Removes what crashed runs left in staging: those of this root, whose lock the caller holds, and those whose
 * process is gone. Returns the runs.
 */
export function clearStaging(home: string, root: string): string[] {
  const left = namesIn(stagingFolder(home))
    .filter((name) => name.endsWith(OWNER))
    .map((name) => name.slice(0, -OWNER.length))
    .filter((run) => isLeft(join(stagingFolder(home), `${run}${OWNER}`), root));
  for (const run of left) endStaging(home, run);
  return left;
}

/** Where all runs of a home have their private folders; git's own scratch folders lie here too. */
export function stagingFolder(home: string): string {
  return join(home, "staging");
}

function isLeft(path: string, root: string): boolean {
  const owner = readOwner(path);
  if (owner === undefined) return true;
  if (owner.machine !== hostname()) return false;
  return owner.root === root || !isRunning({ pid: owner.pid, started: owner.process_start });
}

function readOwner(path: string): z.infer<typeof OWNED_BY> | undefined {
  return readJson(ownText(path) ?? "", OWNED_BY);
}
