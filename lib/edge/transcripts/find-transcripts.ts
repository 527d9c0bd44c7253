import { accessSync, constants, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import type { Sweep } from "../../core/index/plan-index.ts";
import type { TranscriptFile } from "../../core/index/thread-files.ts";

/** What one sweep over a folder found; nothing under a folder in `unlisted` may be judged gone. */
export interface Listing extends Sweep {
  readonly files: readonly TranscriptFile[];
  /** Links and other things with a transcript's name: never opened. */
  readonly refused: readonly string[];
}

export type SessionsFolder = "sessions" | "archived_sessions";

/**
 * Lists every `rollout-*.jsonl[.zst]` under a folder of the codex home, by names, sizes and times alone. Links inside
 * are not followed; the folder itself may be one. A folder that is there and cannot be listed at all is
 * `codex_home_unreadable`.
 */
export function findTranscripts(codexHome: string, folder: SessionsFolder): Listing {
  const root = join(codexHome, folder);
  const files: TranscriptFile[] = [];
  const unlisted = new Map<string, string>();
  const refused: string[] = [];
  if (!isFolder(root)) return { root, files, exists: false, unlisted, refused };
  const archived = folder === "archived_sessions";
  const visit = (folderPath: string, names: readonly string[]) => {
    for (const name of names) {
      const path = `${folderPath}/${name}`;
      try {
        const stat = lstatSync(path, { throwIfNoEntry: false });
        if (stat === undefined) continue;
        if (stat.isDirectory()) visit(path, readdirSync(path));
        else if (isTranscriptName(name)) {
          const { size, mtimeMs, ino } = stat;
          if (!stat.isFile()) refused.push(path);
          else files.push({ path, name, archived, size, mtimeMs: Math.floor(mtimeMs), inode: String(ino) });
        } else if (stat.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
          unlisted.set(path, "a symbolic link, which is not followed");
        }
      } catch (error) {
        unlisted.set(path, reasonOf(error));
      }
    }
  };
  try {
    visit(root, readdirSync(root));
  } catch (error) {
    throw notReadable(root, reasonOf(error));
  }
  return { root, files, exists: true, unlisted, refused };
}

/** Throws `codex_home_unreadable` where `findTranscripts` would, after a look at the two folders alone. */
export function refuseUnreadable(codexHome: string): void {
  for (const folder of ["sessions", "archived_sessions"] satisfies SessionsFolder[]) {
    const root = join(codexHome, folder);
    try {
      if (isFolder(root)) accessSync(root, constants.R_OK | constants.X_OK);
    } catch (error) {
      throw error instanceof MemoriesError ? error : notReadable(root, reasonOf(error));
    }
  }
}

function isTranscriptName(name: string): boolean {
  return name.startsWith("rollout-") && (name.endsWith(".jsonl") || name.endsWith(".jsonl.zst"));
}

function isFolder(path: string): boolean {
  const stat = statOf(path);
  if (stat?.isDirectory() === false) throw notReadable(path, "not a folder");
  return stat !== undefined;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw notReadable(path, reasonOf(error));
  }
}

function notReadable(path: string, reason: string): MemoriesError {
  return new MemoriesError("codex_home_unreadable", `folder of transcripts cannot be listed: ${path}: ${reason}`, {
    hint: "check its permissions, or name another home with --codex-home",
  });
}
