import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  EXTENSIONS_FOLDER,
  HANDBOOK_FILE,
  RAW_MEMORIES_FILE,
  ROLLOUT_SUMMARIES_FOLDER,
  SKILLS_FOLDER,
  SUMMARY_FILE,
} from "../../core/consolidate/paths.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { listFiles } from "../fs/list-files.ts";

/** The files under a folder as text, by path; what is hidden (`.git`, our own marks) is left out, links too. */
export function readFolderTexts(dir: string): Map<string, string> {
  const files = listFiles(dir).files.filter(({ path, kind }) => kind === "file" && !isHidden(path));
  return new Map(files.map(({ path }) => [path, readFileSync(join(dir, path), "utf8")]));
}

/** Throws `bad_input` for a golden folder that is not there. */
export function requireGolden(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new MemoriesError("bad_input", `there is no golden folder ${dir}`, {
    hint: "the same command with --accept writes what it makes there",
  });
}

/** What a golden folder may hold at its top. */
const GOLDEN_NAMES: ReadonlySet<string> = new Set([
  HANDBOOK_FILE,
  SUMMARY_FILE,
  RAW_MEMORIES_FILE,
  ROLLOUT_SUMMARIES_FOLDER,
  SKILLS_FOLDER,
  EXTENSIONS_FOLDER,
]);

/**
 * Throws `bad_input` for a folder that `writeGolden` must not replace: what is in it would be deleted. A folder that is
 * absent or empty is free.
 */
export function requireReplaceable(dir: string): void {
  const found = statSync(dir, { throwIfNoEntry: false });
  if (found === undefined) return;
  const strange = found.isDirectory() ? readdirSync(dir).find((name) => !GOLDEN_NAMES.has(name)) : dir;
  if (strange === undefined) return;
  const reason = found.isDirectory() ? `it holds something else than memories: ${strange}` : "it is no folder";
  throw new MemoriesError("bad_input", `${dir} is not replaced by a golden folder: ${reason}`, {
    hint: "name an empty or new folder with --check",
  });
}

/** Replaces a golden folder. Throws as `requireReplaceable` does, or `io_failed`. */
export function writeGolden(dir: string, texts: ReadonlyMap<string, string>): void {
  requireReplaceable(dir);
  fault("folder.write", dir);
  try {
    for (const path of readFolderTexts(dir).keys()) if (!texts.has(path)) rmSync(join(dir, path));
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  } catch (thrown) {
    throw new MemoriesError("io_failed", `cannot write the golden folder ${dir}: ${reasonOf(thrown)}`);
  }
}

const isHidden = (path: string) => path.split("/").some((part) => part.startsWith("."));
