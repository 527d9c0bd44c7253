/**
 * The compiled binary carries libSQL's addon inside itself, and an addon has to be a file to be loaded. Left alone, the
 * runtime would unpack it into the machine's shared temporary folder at every start; here it is unpacked once, into the
 * private home. What lies there is loaded only when it is this user's alone and byte for byte what the binary carries.
 * Only `build.ts` calls `loadAddon`, from the place where libSQL looks for its addon.
 */
import { createHash } from "node:crypto";
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
} from "node:fs";
import { basename, join } from "node:path";
import { fault } from "../../../core/fault.ts";
import { ownText } from "../../fs/own-file.ts";
import { writeAtomically, writeWhole } from "../../fs/write-atomically.ts";

let folder: string | undefined;

/** Says where to unpack; before the first `openState`. Source runs load the installed addon and need no folder. */
export function unpackAddonInto(path: string): void {
  folder = path;
}

/** Loads the addon from `embedded`, a path inside the binary; `sha256`: the hash of its bytes, in hex. @public */
export function loadAddon(embedded: string, sha256: string): unknown {
  const unpacked = folder === undefined ? undefined : unpack(folder, embedded, sha256);
  return (unpacked && tryLoad(unpacked)) ?? load(embedded);
}

/** Where the addon lies whole and private; undefined when the home cannot hold it. */
function unpack(into: string, embedded: string, sha256: string): string | undefined {
  const path = join(into, basename(embedded));
  try {
    if (isPrivate(lstatSync(into, { throwIfNoEntry: false })) && holds(path, sha256)) return path;
    fault("folder.mkdir", into);
    mkdirSync(into, { recursive: true, mode: 0o700 });
    if (!isPrivate(lstatSync(into))) chmodSync(into, 0o700);
    const draft = `${path}.${process.pid}.tmp`;
    fault("folder.write", path);
    writeDraft(draft, readFileSync(embedded));
    fault("folder.rename", path);
    rmSync(path, { recursive: true, force: true });
    renameSync(draft, path);
    return isPrivate(lstatSync(into)) && holds(path, sha256) ? path : undefined;
  } catch (thrown) {
    // A home that cannot be written is reported by what needs it; the runtime's own way still loads the addon.
    if (thrown instanceof Error && "code" in thrown) return undefined;
    throw thrown;
  }
}

/** On the disk before it gets its name: what a power cut leaves under the name is whole. */
function writeDraft(draft: string, bytes: Uint8Array): void {
  rmSync(draft, { recursive: true, force: true });
  const file = openSync(draft, "wx", 0o600);
  try {
    writeWhole(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether a path is a regular file that only this user can have written, with this content. */
function holds(path: string, sha256: string): boolean {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    // Nothing, a link or something closed to us: it is written anew.
    return false;
  }
  try {
    const found = fstatSync(file, { bigint: true });
    if (!found.isFile() || !isPrivate(found)) return false;
    const state = `${sha256} ${found.dev} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}\n`;
    const note = `${path}.checked`;
    // Ten megabytes cost a third of a start to read: a file that nothing touched since it was hashed is the same one.
    if (ownText(note) === state) return true;
    if (createHash("sha256").update(readFileSync(file)).digest("hex") !== sha256) return false;
    writeAtomically("folder.write", note, state);
    return true;
  } finally {
    closeSync(file);
  }
}

/** This user's, and nobody else may write to it. Undefined: there is nothing. */
function isPrivate(found: Stats | BigIntStats | undefined): boolean {
  if (found === undefined || found.isSymbolicLink()) return false;
  return Number(found.uid) === (process.getuid?.() ?? Number(found.uid)) && (Number(found.mode) & 0o022) === 0;
}

/** Undefined where the home's file system forbids loading code from it. */
function tryLoad(path: string): unknown {
  try {
    return load(path);
  } catch {
    return undefined;
  }
}

function load(path: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}
