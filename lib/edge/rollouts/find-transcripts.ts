import { lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import type { Sweep, TranscriptFile } from "../../core/rollout/plan-index.ts";

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
  const visit = (name: string, parent: string) => {
    const path = `${parent}/${name}`;
    const stat = attempt(
      () => lstatSync(path, { throwIfNoEntry: false }),
      (reason) => unlisted.set(parent, reason),
    );
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      const names = attempt(
        () => readdirSync(path),
        (reason) => unlisted.set(path, reason),
      );
      for (const child of names ?? []) visit(child, path);
    } else if (isTranscriptName(name)) {
      const { size, mtimeMs, ino } = stat;
      if (!stat.isFile()) refused.push(path);
      else files.push({ path, name, archived, size, mtimeMs: Math.floor(mtimeMs), inode: String(ino) });
    }
  };
  const names = attempt(
    () => readdirSync(root),
    (reason) => {
      throw notReadable(root, reason);
    },
  );
  for (const name of names ?? []) visit(name, root);
  return { root, files, exists: true, unlisted, refused };
}

function isTranscriptName(name: string): boolean {
  return name.startsWith("rollout-") && (name.endsWith(".jsonl") || name.endsWith(".jsonl.zst"));
}

function isFolder(path: string): boolean {
  const stat = attempt(
    () => statSync(path, { throwIfNoEntry: false }),
    (reason) => {
      throw notReadable(path, reason);
    },
  );
  if (stat === undefined) return false;
  if (!stat.isDirectory()) throw notReadable(path, "not a folder");
  return true;
}

function attempt<T>(work: () => T, otherwise: (reason: string) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    otherwise(reasonOf(error));
    return undefined;
  }
}

function notReadable(path: string, reason: string): MemoriesError {
  return new MemoriesError("codex_home_unreadable", `folder of transcripts cannot be listed: ${path}: ${reason}`, {
    hint: "check its permissions, or name another home with --codex-home",
  });
}
