import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import {
  KEPT_RUNS,
  newestFirst,
  PATCH_NAMES,
  type PatchName,
  type RunRecord,
  runRecordShape,
} from "../../core/runs/run-record.ts";

export type Patches = Readonly<Record<PatchName, Uint8Array>>;

/**
 * Enters a run in `<home>/runs`: it is there whole or not at all, and once, however often a repair enters it.
 * The sequence number is given here. Keeps the newest runs only.
 */
export async function storeRun(home: string, record: Omit<RunRecord, "sequence">, patches: Patches): Promise<void> {
  const folder = runsFolder(home);
  const known = await listRuns(home);
  if (known.some(({ run }) => run === record.run)) return;
  const draft = join(folder, `.${record.run}`);
  fault("folder.write", draft);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const sequence = 1 + Math.max(0, ...known.map((one) => one.sequence));
  await writeRecord(draft, { ...record, sequence });
  for (const name of PATCH_NAMES) await writeFile(join(draft, patchFile(name)), patches[name], { mode: 0o600 });
  fault("folder.rename", join(folder, record.run));
  await rename(draft, join(folder, record.run));
  for (const old of newestFirst(known).slice(KEPT_RUNS - 1)) await removeRun(home, old.run);
}

/** The runs of a home, newest first. Drafts of a crash and folders that are no run are left out. */
export async function listRuns(home: string): Promise<RunRecord[]> {
  const folder = runsFolder(home);
  const names = (await namesIn(folder)).filter((name) => !name.startsWith("."));
  const records = await Promise.all(names.map((name) => readRecord(join(folder, name))));
  return newestFirst(records.filter((record) => record !== undefined));
}

/** A patch of a run; undefined when it was forgotten. */
export async function readPatch(home: string, run: string, name: PatchName): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(runsFolder(home), run, patchFile(name)));
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}

/**
 * Removes a thread's text from the records: runs that had it among their inputs lose their patches and can no
 * longer be undone; that they happened stays. Returns the runs.
 */
export async function forgetInRuns(home: string, isForgotten: (threadId: string) => boolean): Promise<string[]> {
  const met: string[] = [];
  const records = await listRuns(home);
  for (const [at, record] of records.entries()) {
    // A run that consumed the loss of a thread holds its text too, on the removed side of its patches.
    const selected = [...record.selected, ...(records[at + 1]?.selected ?? [])];
    if (record.patches === "forgotten" || !selected.some(({ thread_id }) => isForgotten(thread_id))) continue;
    await forgetPatches(home, record);
    met.push(record.run);
  }
  return met;
}

async function forgetPatches(home: string, record: RunRecord): Promise<void> {
  const folder = join(runsFolder(home), record.run);
  for (const name of PATCH_NAMES) {
    fault("folder.delete", join(folder, patchFile(name)));
    await rm(join(folder, patchFile(name)), { force: true });
  }
  fault("folder.write", folder);
  await writeRecord(folder, { ...record, patches: "forgotten" });
}

async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  const draft = join(folder, ".run.json");
  await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(folder, "run.json"));
}

async function readRecord(folder: string): Promise<RunRecord | undefined> {
  try {
    return runRecordShape.parse(JSON.parse(await readFile(join(folder, "run.json"), "utf8")));
  } catch {
    return undefined;
  }
}

async function removeRun(home: string, run: string): Promise<void> {
  const folder = join(runsFolder(home), run);
  fault("folder.delete", folder);
  await rm(folder, { recursive: true, force: true });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isAbsent(thrown)) return [];
    throw thrown;
  }
}

function runsFolder(home: string): string {
  return join(home, "runs");
}

function patchFile(name: PatchName): string {
  return `${name}.patch`;
}

function isAbsent(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
}
