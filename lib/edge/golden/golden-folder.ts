import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

/** Replaces a golden folder. Throws `bad_input` when something else than golden files stands there, or `io_failed`. */
export function writeGolden(dir: string, texts: ReadonlyMap<string, string>): void {
  if (existsSync(dir) && !statSync(dir).isDirectory()) throw new MemoriesError("bad_input", `${dir} is no folder`);
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
