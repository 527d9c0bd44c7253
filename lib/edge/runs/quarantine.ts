import { lstatSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fault } from "../../core/fault.ts";
import { KEPT_QUARANTINES } from "../../core/runs/run-record.ts";
import { readJson } from "../../core/text/read-json.ts";
import { isAbsent } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

const LINE = z.object({
  id: z.string(),
  file: z.string(),
  block: z.string(),
  section: z.string(),
  text: z.string(),
  sources: z.array(z.string()),
});
const RECORD = z.object({ thread_ids: z.array(z.string()), lines: z.array(LINE) });
const REFUSED = z.array(z.string());

/** A line that a run took out of what its agent wrote, redacted. `id`: the same for the same line of the same place. */
export type QuarantinedLine = z.infer<typeof LINE>;
/** The lines of one run and the threads whose text may stand in them. */
export type Quarantine = z.infer<typeof RECORD>;

const FILE = "lines.json";
/** The ids of lines that a person refused: no run shows them again. */
const REFUSED_FILE = "refused.json";

const folderOf = (home: string) => join(home, "quarantine");

/** Keeps the lines of a run in `<home>/quarantine/<run>/`, and of all runs the newest few. */
export function keepQuarantine(home: string, run: string, quarantine: Quarantine): void {
  const all = folderOf(home);
  fault("folder.mkdir", join(all, run));
  mkdirSync(join(all, run), { recursive: true, mode: 0o700 });
  writeAtomically("folder.write", join(all, run, FILE), `${JSON.stringify(quarantine, undefined, 2)}\n`);
  const aged = runsIn(home).map((name) => ({ name, made: madeAt(join(all, name)) }));
  for (const { name } of aged.toSorted((a, b) => b.made - a.made).slice(KEPT_QUARANTINES)) removeRun(home, name);
}

/** What is kept, by run, in the order of their names. What is no record of ours is left out. */
export function readQuarantines(home: string): Map<string, Quarantine> {
  const found = new Map<string, Quarantine>();
  for (const run of runsIn(home)) {
    const quarantine = readJson(textOf(join(folderOf(home), run, FILE)), RECORD);
    if (quarantine !== undefined) found.set(run, quarantine);
  }
  return found;
}

/** Removes a line from every run that holds it. */
export function dropQuarantined(home: string, id: string): void {
  for (const [run, { lines, ...rest }] of readQuarantines(home)) {
    const kept = lines.filter((line) => line.id !== id);
    if (kept.length === lines.length) continue;
    if (kept.length === 0) removeRun(home, run);
    else rewrite(home, run, { ...rest, lines: kept });
  }
}

/** The ids of lines that a person refused. */
export function refusedIds(home: string): ReadonlySet<string> {
  return new Set(readJson(textOf(join(folderOf(home), REFUSED_FILE)), REFUSED) ?? []);
}

/** Remembers that a person refused a line. */
export function refuseQuarantined(home: string, id: string): void {
  const ids = [...new Set([...refusedIds(home), id])];
  writeAtomically("folder.write", join(folderOf(home), REFUSED_FILE), `${JSON.stringify(ids)}\n`);
}

/** Removes every run whose lines may hold text of a forgotten thread. Returns the runs. */
export function forgetInQuarantine(
  home: string,
  isForgotten: (threadId: string) => boolean,
  givesAway: (text: string) => boolean,
): string[] {
  const known = readQuarantines(home);
  return runsIn(home).filter((run) => {
    const quarantine = known.get(run);
    const isKept =
      quarantine !== undefined &&
      !quarantine.thread_ids.some(isForgotten) &&
      !quarantine.lines.some(({ text, sources }) => givesAway([text, ...sources].join("\n")));
    if (!isKept) removeRun(home, run);
    return !isKept;
  });
}

function runsIn(home: string): string[] {
  return namesIn(folderOf(home)).filter((name) => name !== REFUSED_FILE && !name.endsWith(".new"));
}

function rewrite(home: string, run: string, quarantine: Quarantine): void {
  writeAtomically("folder.write", join(folderOf(home), run, FILE), `${JSON.stringify(quarantine, undefined, 2)}\n`);
}

function removeRun(home: string, run: string): void {
  fault("folder.delete", join(folderOf(home), run));
  rmSync(join(folderOf(home), run), { recursive: true, force: true });
}

function madeAt(folder: string): number {
  return lstatSync(join(folder, FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (isAbsent(thrown)) return "";
    throw thrown;
  }
}
