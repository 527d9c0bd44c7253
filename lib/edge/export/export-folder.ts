import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { FileHashes } from "../../core/export/plan-export.ts";
import { fault } from "../../core/fault.ts";
import { contentHash } from "../../core/text/content-hash.ts";
import { readJson } from "../../core/text/read-json.ts";
import { isAbsent } from "../fs/error-code.ts";
import { ownText } from "../fs/own-file.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

/** Says which files of the folder an export wrote, and what stood in them. */
const MANIFEST_FILE = ".memories-export.json";
const MANIFEST = z.object({ files: z.record(z.string(), z.string()) });
/** As many as a root has summaries, and more. */
const MANIFEST_MAX_BYTES = 16 * 1024 * 1024;

/** What lies in a folder, but for the list of what an export wrote there. */
export interface ExportFolder {
  readonly found: FileHashes;
  readonly written: FileHashes;
}

/** Looks at a folder; one that is not there is empty. A link or anything else that is no file has a hash that nothing has. */
export function inspectExport(folder: string): ExportFolder {
  const found = new Map<string, string>();
  for (const path of entriesOf(folder)) {
    if (path === MANIFEST_FILE) continue;
    const stat = lstatSync(join(folder, path));
    if (stat.isDirectory()) continue;
    found.set(path, stat.isFile() ? contentHash(readFileSync(join(folder, path), "utf8")) : "not a file");
  }
  const manifest = readJson(ownText(join(folder, MANIFEST_FILE), MANIFEST_MAX_BYTES) ?? "", MANIFEST);
  return { found, written: new Map(Object.entries(manifest?.files ?? {})) };
}

/** Says what is to be ours before it is written, so that a crash leaves nothing that nobody owns up to. */
export function storeManifest(folder: string, files: FileHashes): void {
  fault("folder.mkdir", folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify({ files: Object.fromEntries(files) }, null, 2)}\n`;
  writeAtomically("folder.write", join(folder, MANIFEST_FILE), text);
}

export function writeExported(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
  writeAtomically("folder.write", join(folder, path), text);
}

export function removeExported(folder: string, path: string): void {
  fault("folder.delete", path);
  rmSync(join(folder, path), { force: true });
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (thrown) {
    if (isAbsent(thrown)) return [];
    throw thrown;
  }
}
