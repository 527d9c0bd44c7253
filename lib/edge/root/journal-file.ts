import { existsSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { isJournal, type Journal } from "../../core/root/journal.ts";
import { readJson } from "../../core/text/json-shape.ts";

/** Beside the baseline it belongs to; no tree holds it. */
const FILE = ".git/memories-intent";

/** Writes a journal down, durably, before its first move. */
export async function writeJournal(root: string, journal: Journal): Promise<void> {
  const path = join(root, FILE);
  fault("folder.write", path);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(journal));
    await file.sync();
  } finally {
    await file.close();
  }
  fault("folder.rename", path);
  await rename(`${path}.new`, path);
}

/** The journal that a run left; undefined when there is none. One that is damaged was never acted upon. */
export async function readJournal(root: string): Promise<Journal | undefined> {
  return readJson(await readFile(join(root, FILE), "utf8").catch(() => ""), isJournal);
}

/** Removes the journal: everything it says is done. */
export async function removeJournal(root: string): Promise<void> {
  for (const name of [FILE, `${FILE}.new`]) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    fault("folder.delete", path);
    await rm(path, { force: true });
  }
}
