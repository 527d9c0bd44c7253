import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MemoriesError } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { ioFailure, isSystemError } from "../../core/io-failure.ts";
import { showsPerson } from "../../core/runs/person-seen.ts";
import {
  newestFirst,
  PATCH_NAMES,
  type PatchName,
  RUN_RECORD,
  type RunRecord,
  runsToDrop,
  withOutcome,
} from "../../core/runs/run-record.ts";
import type { RunSummary } from "../../core/runs/run-summary.ts";
import { readJson } from "../../core/text/read-json.ts";
import { isAbsent } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";
import { ASIDE, removeTree } from "../fs/remove-tree.ts";
import { writeAtomically } from "../fs/write-atomically.ts";
import { personSeenOf, runSummaryOf } from "./run-summary.ts";

/** The patches of a run, in chunks; each is read once. */
export type Patches = Readonly<Record<PatchName, Iterable<Uint8Array> | AsyncIterable<Uint8Array>>>;

/** Writes a run's record and patches down as a draft, before the run changes anything. `enterRun` enters it. */
export async function draftRun(home: string, record: Omit<RunRecord, "sequence">, patches: Patches): Promise<void> {
  const draft = beginDraft(home, { ...record, sequence: 1 });
  if (record.patches === "forgotten") return;
  for (const name of PATCH_NAMES) await writeFile(join(draft, patchFile(name)), patches[name], { mode: 0o600 });
}

/**
 * Enters a drafted run in `<home>/runs`, where it is there whole or not at all; does nothing when that was done.
 * `conflicts` are the files that somebody else changed meanwhile. Keeps the newest runs only.
 */
export function enterRun(home: string, run: string, conflicts: ReadonlySet<string>): void {
  const draft = draftFolder(home, run);
  const drafted = readRecord(draft);
  if (drafted === undefined) return;
  const known = listBriefs(home);
  const entered = { ...withOutcome(drafted, conflicts), sequence: nextSequence(known) };
  writeRecord(draft, entered);
  moveIn(home, entered, known);
}

/** Enters a run that changed no file, and so needs no draft to be finished by. */
export function enterIdleRun(home: string, record: Omit<RunRecord, "sequence">): void {
  const known = listBriefs(home);
  const entered = { ...record, sequence: nextSequence(known) };
  const draft = beginDraft(home, entered);
  for (const name of PATCH_NAMES) writeFileSync(join(draft, patchFile(name)), "", { mode: 0o600 });
  moveIn(home, entered, known);
}

/** Makes the folder of a draft, anew, with the record in it. */
function beginDraft(home: string, record: RunRecord): string {
  const draft = draftFolder(home, record.run);
  fault("folder.write", draft);
  removeTree(draft);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeRecord(draft, record);
  return draft;
}

function moveIn(home: string, entered: RunRecord, known: readonly RunSummary[]): void {
  fault("folder.rename", join(runsFolder(home), entered.run));
  mkdirSync(runsFolder(home), { recursive: true, mode: 0o700 });
  renameSync(draftFolder(home, entered.run), join(runsFolder(home), entered.run));
  for (const old of runsToDrop([entered, ...known])) removeRun(home, old.run);
}

function nextSequence(known: readonly RunSummary[]): number {
  return 1 + Math.max(0, ...known.map((one) => one.sequence));
}

/** What decides which runs are kept; of most it stands at the ends of their records. */
function listBriefs(home: string): RunSummary[] {
  return runFolders(home).flatMap((folder) => runSummaryOf(folder) ?? readRecord(folder) ?? []);
}

/** The runs of a home, newest first. Drafts of a crash and folders that are no run are left out. */
export function listRuns(home: string): RunRecord[] {
  return newestFirst(runFolders(home).flatMap((folder) => readRecord(folder) ?? []));
}

/** When runs were that show a person (RFC 3339), in no order; of records of this version no more than the head is read. */
export function timesOfPersons(home: string): string[] {
  return runFolders(home).flatMap((folder) => {
    const seen = personSeenOf(folder);
    if (seen !== undefined) return seen.showsPerson ? [seen.time] : [];
    const record = readRecord(folder);
    return record !== undefined && showsPerson(record) ? [record.time] : [];
  });
}

/** The first `count` of `listRuns`; of the others, whose records may be long, no more than the ends are read. */
export function newestRuns(home: string, count: number): RunRecord[] {
  const found = runFolders(home).flatMap((folder) => {
    const brief = runSummaryOf(folder) ?? readRecord(folder);
    return brief === undefined ? [] : [{ folder, sequence: brief.sequence }];
  });
  const records: RunRecord[] = [];
  for (const { folder } of newestFirst(found)) {
    if (records.length >= count) break;
    // One whose ends are whole may be damaged between them.
    const record = readRecord(folder);
    if (record !== undefined) records.push(record);
  }
  return records;
}

function runFolders(home: string): string[] {
  const folder = runsFolder(home);
  return runNames(folder)
    .filter((name) => !name.startsWith(".") && !name.endsWith(ASIDE))
    .map((name) => join(folder, name));
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
 * Removes a thread's text from the records: runs that had it among their inputs, or whose patches hold what
 * `givesAway` recognises, lose their patches and can no longer be undone; that they happened stays. Returns the runs.
 */
export async function forgetInRuns(
  home: string,
  isForgotten: (threadId: string) => boolean,
  givesAway: (text: string) => boolean,
): Promise<string[]> {
  const met: string[] = [];
  const records = listRuns(home);
  for (const [at, record] of records.entries()) {
    // A run that consumed the loss of a thread holds its text too, on the removed side of its patches.
    const selected = [...record.selected, ...(records[at + 1]?.selected ?? [])];
    const named = selected.some(({ thread_id }) => isForgotten(thread_id));
    if (!named && !givesAway(JSON.stringify(record)) && !(await patchesHold(home, record.run, givesAway))) continue;
    await forgetPatches(home, record, isForgotten, givesAway);
    met.push(record.run);
  }
  return met;
}

async function patchesHold(home: string, run: string, givesAway: (text: string) => boolean): Promise<boolean> {
  for (const name of PATCH_NAMES) {
    const bytes = await readPatch(home, run, name);
    if (bytes !== undefined && givesAway(Buffer.from(bytes).toString("utf8"))) return true;
  }
  return false;
}

async function forgetPatches(
  home: string,
  record: RunRecord,
  isForgotten: (threadId: string) => boolean,
  givesAway: (text: string) => boolean,
): Promise<void> {
  const folder = join(runsFolder(home), record.run);
  for (const name of PATCH_NAMES) {
    fault("folder.delete", join(folder, patchFile(name)));
    await rm(join(folder, patchFile(name)), { force: true });
  }
  // A summary's file name is made of its slug, which is text of the memory.
  const gone = new Set(
    record.selected.filter((one) => isForgotten(one.thread_id)).map((one) => one.rollout_summary_file),
  );
  const stays = ({ path }: { readonly path: string }) => !gone.has(path.split("/").at(-1) ?? "") && !givesAway(path);
  writeRecord(folder, {
    ...record,
    selected: record.selected.filter((one) => !isForgotten(one.thread_id)),
    changes: record.changes.filter(stays),
    files: record.files.filter(stays),
    conflicts: record.conflicts.filter((path) => stays({ path })),
    patches: "forgotten",
  });
}

function writeRecord(folder: string, record: RunRecord): void {
  // Near the beginning what is looked for in all records: the order, and whether a person was there when.
  const { run, sequence, time, ...rest } = record;
  const head = { run, sequence, shows_person: showsPerson(record), time };
  const text = `${JSON.stringify({ ...head, ...rest }, undefined, 2)}\n`;
  writeAtomically("folder.write", join(folder, "run.json"), text);
}

function readRecord(folder: string): RunRecord | undefined {
  try {
    return readJson(readFileSync(join(folder, "run.json"), "utf8"), RUN_RECORD);
  } catch {
    return undefined;
  }
}

function removeRun(home: string, run: string): void {
  const folder = join(runsFolder(home), run);
  fault("folder.delete", folder);
  removeTree(folder);
}

function runNames(folder: string): string[] {
  try {
    return namesIn(folder);
  } catch (thrown) {
    if (isSystemError(thrown) && thrown.code === "ENOTDIR") throw homeIsNone(folder, thrown);
    throw ioFailure(`cannot list ${folder}`, thrown);
  }
}

function homeIsNone(folder: string, cause: unknown): MemoriesError {
  return new MemoriesError("home_not_writable", `no home of memories: ${folder} does not lie in a folder`, {
    hint: "give a folder with --home DIR or MEMORIES_HOME",
    cause,
  });
}

function runsFolder(home: string): string {
  return join(home, "runs");
}

/** Drafts lie with what else belongs to a run that is not over, and are cleared with it. */
function draftFolder(home: string, run: string): string {
  return join(home, "staging", `${run}.record`);
}

function patchFile(name: PatchName): string {
  return `${name}.patch`;
}
