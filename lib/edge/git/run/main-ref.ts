import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import { ownText, readOwnFile } from "../../fs/own-file.ts";
import { MAIN_REF } from "../tree/known-files.ts";

/** A person may have tagged and branched a lot. */
const PACKED_REFS_MAX_BYTES = 64 * 1024 * 1024;
const OBJECT_ID = /^[0-9a-f]{40}$/;

/**
 * The commit that branch `main` of a repository names; undefined when there is no such branch. Reads the file
 * itself: a look at the baseline then needs no git. Throws `git_failed` when the ref is damaged.
 */
export function readMainRef(gitDir: string): string | undefined {
  const loose = readOwnFile(join(gitDir, MAIN_REF), { links: "refuse" });
  if (loose.kind !== "absent") {
    const id = loose.kind === "text" ? loose.text.trim() : "";
    if (OBJECT_ID.test(id)) return id;
    throw new MemoriesError("git_failed", `the baseline is damaged: ${join(gitDir, MAIN_REF)} names no commit`, {
      hint: BASELINE_REMEDY,
    });
  }
  const packed = ownText(join(gitDir, "packed-refs"), PACKED_REFS_MAX_BYTES) ?? "";
  const line = packed.split("\n").find((each) => each.endsWith(` ${MAIN_REF}`));
  const id = line?.slice(0, line.indexOf(" ")) ?? "";
  return OBJECT_ID.test(id) ? id : undefined;
}

/** What helps when the baseline cannot be read. */
export const BASELINE_REMEDY = "`memories consolidate --adopt` keeps a copy of the folder and begins a new baseline";
