/**
 * The compiled binary carries libSQL's addon inside itself, and an addon has to be a file to be loaded. Left alone, the
 * runtime would unpack it into the machine's shared temporary folder at every start; here it is unpacked once, into the
 * private home. Only `build.ts` calls `loadAddon`, from the place where libSQL looks for its addon.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fault } from "../../../core/fault.ts";

let folder: string | undefined;

/** Says where to unpack; before the first `openState`. Source runs load the installed addon and need no folder. */
export function unpackAddonInto(path: string): void {
  folder = path;
}

/** Loads the addon from `embedded`, a path inside the binary whose name carries a hash of its content; `size` in bytes. @public */
export function loadAddon(embedded: string, size: number): unknown {
  const unpacked = folder === undefined ? undefined : unpack(folder, embedded, size);
  return (unpacked && tryLoad(unpacked)) ?? load(embedded);
}

function unpack(into: string, embedded: string, size: number): string | undefined {
  const path = join(into, basename(embedded));
  if (statSync(path, { throwIfNoEntry: false })?.size === size) return path;
  const draft = `${path}.${process.pid}.tmp`;
  try {
    fault("folder.mkdir", into);
    mkdirSync(into, { recursive: true, mode: 0o700 });
    fault("folder.write", path);
    writeFileSync(draft, readFileSync(embedded), { mode: 0o600 });
    fault("folder.rename", path);
    renameSync(draft, path);
    return path;
  } catch (thrown) {
    // A home that cannot be written is reported by what needs it; the runtime's own way still loads the addon.
    if (thrown instanceof Error && "code" in thrown) return undefined;
    throw thrown;
  }
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
