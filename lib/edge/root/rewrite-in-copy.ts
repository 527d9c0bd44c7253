import { lstatSync, rmSync, writeFileSync } from "node:fs";
import { fault } from "../../core/fault.ts";
import { pathUnder } from "../../core/tree/path-bytes.ts";

/** Replaces (or makes) a file of a private copy, keeping its execute bit; the folder is there. A link's bits say nothing. */
export function rewriteInCopy(copy: string, path: string, content: string | Uint8Array): void {
  fault("folder.write", path);
  const place = pathUnder(copy, path);
  const found = lstatSync(place, { throwIfNoEntry: false });
  const mode = found?.isFile() ? 0o600 | (found.mode & 0o100) : 0o600;
  rmSync(place, { force: true });
  writeFileSync(place, content, { mode, flag: "wx" });
}
