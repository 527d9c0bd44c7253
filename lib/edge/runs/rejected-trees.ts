import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { z } from "zod";
import { fault } from "../../core/fault.ts";
import { redactBytes } from "../../core/redact/stream/redact-bytes.ts";
import { KEPT_REJECTED } from "../../core/runs/run-record.ts";
import { readJson } from "../../core/text/read-json.ts";
import { isGitName } from "../../core/tree/listed-file.ts";
import { pathUnder, quotePath } from "../../core/tree/path-bytes.ts";
import { insideFolder } from "../fs/inside-folder.ts";
import { namesIn } from "../fs/names-in.ts";
import { type FileRefusal, readFileIn } from "../fs/read-file-in.ts";
import { unlessGone } from "../fs/walk-files.ts";

/** Work that verification refused. */
export interface Rejection {
  /** The agent's copy of the root. */
  readonly copy: string;
  /** Paths that the agent added, changed or deleted. */
  readonly changed: readonly string[];
  readonly findings: readonly string[];
  /** Threads whose text may stand in it. */
  readonly threadIds: readonly string[];
}

/** What is said about a rejected tree, inside it. */
const ABOUT_FILE = ".rejected.json";
/** A file larger than this is no text to look at; it is named and left out. */
const FILE_MAX_BYTES = 16 * 1024 * 1024;

const ABOUT = z.object({ thread_ids: z.array(z.string()) });

/**
 * Keeps the files that an agent changed, redacted, in `<home>/rejected/<time>/` for a person to look at, with a
 * file that names the findings and what is not there. Keeps the newest few. Returns the folder.
 */
export async function keepRejected(home: string, time: string, rejection: Rejection): Promise<string> {
  const all = join(home, "rejected");
  const draft = join(all, `.${time}`);
  fault("folder.write", draft);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const leftOut: string[] = [];
  for (const path of rejection.changed) {
    if (!(await keepFile(rejection.copy, draft, path))) leftOut.push(quotePath(path));
  }
  const about = { findings: rejection.findings, deleted_or_left_out: leftOut, thread_ids: rejection.threadIds };
  await writeFile(join(draft, ABOUT_FILE), `${JSON.stringify(about, undefined, 2)}\n`, { mode: 0o600 });
  const folder = join(all, freeName(all, time));
  fault("folder.rename", folder);
  await rename(draft, folder);
  await keepNewest(all);
  return folder;
}

/** Removes every rejected tree that may hold text of a forgotten thread. Returns their names. */
export async function forgetInRejected(home: string, isForgotten: (threadId: string) => boolean): Promise<string[]> {
  const all = join(home, "rejected");
  const met: string[] = [];
  for (const name of namesIn(all)) {
    const threads = await threadsOf(join(all, name));
    if (threads !== undefined && !threads.some(isForgotten)) continue;
    fault("folder.delete", join(all, name));
    await rm(join(all, name), { recursive: true, force: true });
    met.push(name);
  }
  return met;
}

/** Undefined: nobody knows, so it may be any. */
async function threadsOf(folder: string): Promise<readonly string[] | undefined> {
  const text = await readFile(join(folder, ABOUT_FILE), "utf8").catch(() => "");
  return readJson(text, ABOUT)?.thread_ids;
}

async function keepFile(copy: string, draft: string, path: string): Promise<boolean> {
  // Beside a `.git` of the agent's making, a person's git would do what that one says.
  if (isGitName(posix.basename(path))) return false;
  if (path === ABOUT_FILE) return false;
  const bytes = unlessGone(() => bytesAt(copy, path));
  if (bytes === undefined || typeof bytes === "string") return false;
  const clean = redactBytes(bytes);
  await mkdir(pathUnder(draft, posix.dirname(path)), { recursive: true, mode: 0o700 });
  await writeFile(pathUnder(draft, path), clean, { mode: 0o600, flag: "wx" });
  return true;
}

/** Valid until the next file is read. */
function bytesAt(copy: string, path: string): Buffer | FileRefusal {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return insideFolder(copy, names, (folder) => readFileIn(folder, name, { maxBytes: FILE_MAX_BYTES }));
}

/** Two rejections within one second do not share a folder. */
function freeName(all: string, time: string): string {
  const taken = new Set(namesIn(all));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? time : `${time}-${n}`;
    if (!taken.has(name)) return name;
  }
}

async function keepNewest(all: string): Promise<void> {
  const names = namesIn(all).filter((name) => !name.startsWith("."));
  const aged = await Promise.all(
    names.map(async (name) => ({
      name,
      made: (await lstat(join(all, name, ABOUT_FILE)).catch(() => undefined))?.ctimeMs ?? 0,
    })),
  );
  for (const { name } of aged.toSorted((a, b) => b.made - a.made).slice(KEPT_REJECTED)) {
    fault("folder.delete", join(all, name));
    await rm(join(all, name), { recursive: true, force: true });
  }
}
