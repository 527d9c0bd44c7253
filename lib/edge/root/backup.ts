import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { decodeLatin1Path, pathUnder } from "../../core/tree/path-bytes.ts";

/** A copy of a folder, whole, and what could not be in it. */
export interface Backup {
  readonly folder: string;
  /** Sockets, pipes and devices: they hold nothing that can be copied. */
  readonly leftOut: readonly string[];
}

/**
 * Copies a folder whole, `.git` included, into `<home>/adopted/<time>/`; it is there whole or not at all.
 * Links are copied as links. Permissions are kept but for those of others: the copy is private.
 */
export function makeBackup(folder: string, home: string, time: string): Backup {
  const all = join(home, "adopted");
  const draft = join(all, `.${time}`);
  fault("folder.copy", draft);
  mkdirSync(all, { recursive: true, mode: 0o700 });
  rmSync(draft, { recursive: true, force: true });
  const leftOut: string[] = [];
  copyFolder(folder, draft, "", leftOut);
  const kept = join(all, freeName(all, time));
  fault("folder.rename", kept);
  renameSync(draft, kept);
  return { folder: kept, leftOut };
}

/** Removes the `.git` of a folder that was copied: a folder with all in it, or a file or link itself. */
export function removeGit(folder: string): void {
  fault("folder.delete", join(folder, ".git"));
  rmSync(join(folder, ".git"), { recursive: true, force: true });
}

function copyFolder(from: string, to: string, path: string, leftOut: string[]): void {
  mkdirSync(pathUnder(to, path), { recursive: true, mode: 0o700 });
  for (const name of readdirSync(pathUnder(from, path), "latin1").map(decodeLatin1Path)) {
    const inner = path === "" ? name : `${path}/${name}`;
    const [source, target] = [pathUnder(from, inner), pathUnder(to, inner)];
    const found = lstatSync(source);
    if (found.isDirectory()) {
      copyFolder(from, to, inner, leftOut);
    } else if (found.isSymbolicLink()) {
      symlinkSync(readlinkSync(source, { encoding: "buffer" }), target);
    } else if (found.isFile()) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      chmodSync(target, 0o600 | (found.mode & 0o100));
    } else {
      leftOut.push(inner);
    }
  }
}

function freeName(all: string, time: string): string {
  const taken = new Set(readdirSync(all));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? time : `${time}-${n}`;
    if (!taken.has(name)) return name;
  }
}
