import { existsSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { type Intent, isIntent } from "../../core/root/journal.ts";
import { readJson } from "../../core/text/json-shape.ts";

/** Beside the baseline it belongs to; no tree holds it. */
const FILE = ".git/memories-intent";

/** Writes an intent down, durably, before its first move. */
export async function writeIntent(root: string, intent: Intent): Promise<void> {
  const path = join(root, FILE);
  fault("folder.write", path);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(intent));
    await file.sync();
  } finally {
    await file.close();
  }
  fault("folder.rename", path);
  await rename(`${path}.new`, path);
}

/** The intent that a run left; undefined when there is none. One that is damaged was never acted upon. */
export async function readIntent(root: string): Promise<Intent | undefined> {
  return readJson(await readFile(join(root, FILE), "utf8").catch(() => ""), isIntent);
}

/** Removes the intent: everything it says is done. */
export async function removeIntent(root: string): Promise<void> {
  for (const name of [FILE, `${FILE}.new`]) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    fault("folder.delete", path);
    await rm(path, { force: true });
  }
}
