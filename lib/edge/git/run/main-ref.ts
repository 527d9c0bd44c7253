import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import { MAIN_REF } from "../tree/known-files.ts";
import { textOf } from "./private-file.ts";

const OBJECT_ID = /^[0-9a-f]{40}$/;

/**
 * The commit that branch `main` of a repository names; undefined when there is no such branch. Reads the file
 * itself: a look at the baseline then needs no git. Throws `git_failed` when the ref is damaged.
 */
export function readMainRef(gitDir: string): string | undefined {
  const loose = textOf(join(gitDir, MAIN_REF))?.trim();
  if (loose !== undefined) {
    if (OBJECT_ID.test(loose)) return loose;
    throw new MemoriesError("git_failed", `the baseline is damaged: ${join(gitDir, MAIN_REF)} names no commit`, {
      hint: BASELINE_REMEDY,
    });
  }
  const packed = textOf(join(gitDir, "packed-refs")) ?? "";
  const line = packed.split("\n").find((each) => each.endsWith(` ${MAIN_REF}`));
  const id = line?.slice(0, line.indexOf(" ")) ?? "";
  return OBJECT_ID.test(id) ? id : undefined;
}

/** What helps when the baseline cannot be read. */
export const BASELINE_REMEDY = "`memories consolidate --adopt` keeps a copy of the folder and begins a new baseline";
