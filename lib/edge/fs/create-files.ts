import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { MemoriesError, reasonOf } from "../../core/errors.ts";

/** A file to be made, by its absolute path. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** Makes files that are not there yet, with their folders. Throws `bad_input` before the first when one is there. */
export function createFiles(files: readonly NewFile[]): void {
  const taken = files.find(({ path }) => existsSync(path));
  if (taken !== undefined) throw notCreated(taken.path, "it is there already");
  for (const { path, text } of files) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
    } catch (thrown) {
      throw notCreated(path, reasonOf(thrown));
    }
  }
}

function notCreated(path: string, reason: string): MemoriesError {
  return new MemoriesError("bad_input", `cannot create ${path}: ${reason}`, {
    hint: "give a folder that can be written and has none of these files",
  });
}
