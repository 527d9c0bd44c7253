/**
 * A process that has a local database open leaves a mark, and takes it away when it closes. One that is left behind by a
 * process that is gone says that it was killed, or that the driver ended it over what it read.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../fs/error-code.ts";
import { namesIn } from "../../fs/names-in.ts";
import { identifyProcess, isRunning } from "../../process/process-identity.ts";

/** What the name of a mark ends with, behind a dot and the name of the database: the number of the process. */
const MARK = /^\.open-(\d+)$/;

/** Leaves a mark beside a database; what it returns takes it away. A folder that cannot be written has none. */
export function markOpening(database: string): () => void {
  const path = join(dirname(database), `.${basename(database)}.open-${process.pid}`);
  unlessRefused(() => writeFileSync(path, identifyProcess(process.pid).started ?? "", { mode: 0o600 }));
  return () => unlessRefused(() => rmSync(path, { force: true }));
}

/** Whether a process is gone that had marked itself; such marks are taken away. */
export function takeStaleMarks(database: string): boolean {
  const [folder, stem] = [dirname(database), `.${basename(database)}`];
  let stale = false;
  unlessRefused(() => {
    for (const name of namesIn(folder).filter((one) => one.startsWith(stem))) {
      const pid = Number(MARK.exec(name.slice(stem.length))?.[1] ?? Number.NaN);
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
