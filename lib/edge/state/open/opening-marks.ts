/**
 * A process that has a local database open leaves a mark, and takes it away when it closes. One that is left behind by a
 * process that is gone says that it was killed, or that the driver ended it over what it read.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../fs/error-code.ts";
import { namesIn } from "../../fs/names-in.ts";
import { identifyProcess, isRunning } from "../../process/process-identity.ts";

const MARK = /^open-(\d+)$/;

/** Marks this process in a folder that is there; what it returns takes the mark away. A folder that cannot be written has none. */
export function markOpening(folder: string): () => void {
  const path = join(folder, `open-${process.pid}`);
  unlessRefused(() => writeFileSync(path, identifyProcess(process.pid).started ?? "", { mode: 0o600 }));
  return () => unlessRefused(() => rmSync(path, { force: true }));
}

/** Whether a process is gone that had marked itself; such marks are taken away. */
export function takeStaleMarks(folder: string): boolean {
  let stale = false;
  unlessRefused(() => {
    for (const name of namesIn(folder)) {
      const pid = Number(MARK.exec(name)?.[1] ?? Number.NaN);
      const path = join(folder, name);
      if (Number.isNaN(pid) || isRunning({ pid, started: readFileSync(path, "utf8") || undefined })) continue;
      rmSync(path, { force: true });
      stale = true;
    }
  });
  return stale;
}

function unlessRefused(work: () => void): void {
  try {
    work();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
  }
}
