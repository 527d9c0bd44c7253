import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { JOURNAL, type Journal } from "../../core/root/journal.ts";
import { readJson } from "../../core/text/read-json.ts";
import { ownText } from "../fs/own-file.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

/** Beside the baseline it belongs to; no tree holds it. */
const FILE = ".git/memories-intent";
/** It names every file of a root twice. */
const JOURNAL_MAX_BYTES = 256 * 1024 * 1024;

/** Writes a journal down, durably, before its first move. */
export function writeJournal(root: string, journal: Journal): void {
  writeAtomically("folder.write", join(root, FILE), JSON.stringify(journal), "outlives_machine");
}

/** The journal that a run left; undefined when there is none. One that is damaged was never acted upon. */
export function readJournal(root: string): Journal | undefined {
  return readJson(ownText(join(root, FILE), JOURNAL_MAX_BYTES) ?? "", JOURNAL);
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
