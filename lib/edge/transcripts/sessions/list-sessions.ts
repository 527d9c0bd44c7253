import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { RecordAgent } from "../../../core/agents/formats.ts";
import type { FileStore } from "../../../core/agents/layout.ts";
import { type PromptLog, projectFolders, promptLog } from "../../../core/agents/prompt-log.ts";
import { reasonOf } from "../../../core/errors.ts";
import { byteOrder } from "../../../core/text/byte-order.ts";
import type { ListedSession, SessionFile, SessionListing } from "./listed-session.ts";

interface Found extends SessionFile {
  readonly key: string;
  readonly parts: readonly string[];
}

/**
 * Lists the sessions of a product whose transcripts are files, by names, sizes and times alone; of what stands beside
 * them only the small files that say where a project is and what was typed are read. Links are not followed, the home
 * itself may be one.
 */
export function listSessions(agent: RecordAgent, home: string, store: FileStore): SessionListing {
  const root = join(home, store.folder);
  const found: Found[] = [];
  const unlisted = new Map<string, string>();
  const refused: string[] = [];
  const visit = (folder: string, parts: readonly string[]) => {
    for (const name of readdirSync(folder)) {
      const path = `${folder}/${name}`;
      const inside = [...parts, name];
      try {
        const stat = lstatSync(path, { throwIfNoEntry: false });
        if (stat?.isDirectory()) {
          if (inside.length < store.depth) visit(path, inside);
          continue;
        }
        const file = stat === undefined ? undefined : store.fileOf(inside);
        if (stat === undefined || file === undefined) continue;
        if (!stat.isFile()) refused.push(path);
        else {
          const { size, mtimeMs, ino } = stat;
          found.push({ ...file, path, parts: inside, size, mtimeMs: Math.floor(mtimeMs), inode: String(ino) });
        }
      } catch (error) {
        unlisted.set(path, reasonOf(error));
      }
    }
  };
  const exists = isFolder(root);
  try {
    if (exists) visit(root, []);
  } catch (error) {
    unlisted.set(root, reasonOf(error));
  }
  return { root, exists, sessions: grouped(agent, home, store, found), unlisted, refused };
}

/** One session for each key, its files in the order of their names. */
function grouped(agent: RecordAgent, home: string, store: FileStore, found: readonly Found[]): ListedSession[] {
  const groups = new Map<string, Found[]>();
  for (const file of found) {
    const group = groups.get(file.key);
    if (group === undefined) groups.set(file.key, [file]);
    else group.push(file);
  }
  const prompts = store.promptLogs === undefined ? undefined : promptsIn(home, store.promptLogs);
  const folders = foldersIn(home, store);
  return [...groups].map(([key, files]) => {
    const [first] = files;
    const beside = store.beside?.(first?.parts ?? []) ?? {};
    const cwd = beside.folder === undefined ? undefined : folders(first?.parts[0] ?? "", join(home, beside.folder));
    const record = beside.record === undefined ? undefined : join(home, beside.record);
    return { agent, key, files: files.toSorted((a, b) => byteOrder(a.path, b.path)), record, cwd, prompts };
  });
}

/** What was typed; undefined when there is no log at all, which tells nothing. */
function promptsIn(home: string, logs: NonNullable<FileStore["promptLogs"]>): PromptLog | undefined {
  const folder = join(home, logs.folder);
  const texts = namesIn(folder).flatMap((name) => smallText(join(folder, name, logs.name)) ?? []);
  return texts.length === 0 ? undefined : promptLog(texts);
}

/** Finds the folder of a project in a file of its own, or in the one for all. */
function foldersIn(home: string, store: FileStore): (project: string, ownFile: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const text = store.projects === undefined ? undefined : smallText(join(home, store.projects));
  const mapped = text === undefined ? new Map<string, string>() : projectFolders(text, sha256);
  return (project, ownFile) => {
    if (!known.has(project)) known.set(project, smallText(ownFile)?.trim() || mapped.get(project));
    return known.get(project);
  };
}

const sha256 = (path: string) => createHash("sha256").update(path).digest("hex");

/** Logs and maps are small; something larger under their name is something else. */
const SMALL_BYTES = 16 * 1024 * 1024;

/** A small file's text; undefined where there is none that can be read: it only adds to what transcripts say. */
function smallText(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() && stat.size <= SMALL_BYTES ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return basename(path) === "";
  }
}
