import { lstat, mkdir, readFile, rename, writeFile } from "node:fs/promises";
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
import { ASIDE, removeTree } from "../fs/remove-tree.ts";
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
/** As much is kept of one tree, in files and in bytes; what goes beyond is named and left out, at most so many names. */
const KEPT_MAX_FILES = 2_000;
const KEPT_MAX_BYTES = 16 * 1024 * 1024;
const LEFT_OUT_NAMES = 2_000;

const ABOUT = z.object({ thread_ids: z.array(z.string()) });

/**
 * Keeps the files that an agent changed, redacted, in `<home>/rejected/<time>/` for a person to look at, with a
 * file that names the findings and what is not there. Keeps the newest few. Returns the folder.
 */
export async function keepRejected(home: string, time: string, rejection: Rejection): Promise<string> {
  const all = join(home, "rejected");
  const draft = join(all, `.${time}`);
  fault("folder.write", draft);
  removeTree(draft);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const leftOut: string[] = [];
  let room = { files: KEPT_MAX_FILES, bytes: KEPT_MAX_BYTES };
  for (const path of rejection.changed) {
    const kept = room.files > 0 ? await keepFile(rejection.copy, draft, path, room.bytes) : undefined;
    if (kept === undefined) leftOut.push(quotePath(path));
    else room = { files: room.files - 1, bytes: room.bytes - kept };
  }
  const about = {
    findings: rejection.findings,
    deleted_or_left_out: leftOut.slice(0, LEFT_OUT_NAMES),
    ...(leftOut.length > LEFT_OUT_NAMES && { left_out_unnamed: leftOut.length - LEFT_OUT_NAMES }),
    thread_ids: rejection.threadIds,
  };
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
    removeTree(join(all, name));
    met.push(name);
  }
  return met;
}

/** Undefined: nobody knows, so it may be any. */
async function threadsOf(folder: string): Promise<readonly string[] | undefined> {
  const text = await readFile(join(folder, ABOUT_FILE), "utf8").catch(() => "");
  return readJson(text, ABOUT)?.thread_ids;
}

/** The size of what was kept; undefined when the file was left out. */
async function keepFile(copy: string, draft: string, path: string, maxBytes: number): Promise<number | undefined> {
  // Beside a `.git` of the agent's making, a person's git would do what that one says.
  if (isGitName(posix.basename(path))) return undefined;
  if (path === ABOUT_FILE) return undefined;
  const bytes = unlessGone(() => bytesAt(copy, path, maxBytes));
  if (bytes === undefined || typeof bytes === "string") return undefined;
  const { length } = bytes;
  const clean = redactBytes(bytes);
  await mkdir(pathUnder(draft, posix.dirname(path)), { recursive: true, mode: 0o700 });
  await writeFile(pathUnder(draft, path), clean, { mode: 0o600, flag: "wx" });
  return length;
}

/** Valid until the next file is read. */
function bytesAt(copy: string, path: string, maxBytes: number): Buffer | FileRefusal {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return insideFolder(copy, names, (folder) => readFileIn(folder, name, { maxBytes }));
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
  const names = namesIn(all).filter((name) => !name.startsWith(".") && !name.endsWith(ASIDE));
  const aged = await Promise.all(
    names.map(async (name) => ({
      name,
      made: (await lstat(join(all, name, ABOUT_FILE)).catch(() => undefined))?.ctimeMs ?? 0,
    })),
  );
  for (const { name } of aged.toSorted((a, b) => b.made - a.made).slice(KEPT_REJECTED)) {
    fault("folder.delete", join(all, name));
    removeTree(join(all, name));
  }
}
