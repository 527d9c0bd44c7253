import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import { fault } from "../../../core/fault.ts";
import { pathUnder } from "../../../core/tree/path-bytes.ts";
import type { Workspace } from "../baseline/workspace.ts";
import { runGit } from "../run/run-git.ts";
import { makeScratch, scratchPlace, useScratch } from "../run/scratch.ts";
import type { Content } from "./read-content.ts";

/**
 * Remembers what kind of content this is and, when no store has it, puts it aside under a number. Git reads
 * such numbered files instead of the originals: nobody else writes them, and no name can confuse it.
 */
export function keepContent(workspace: Workspace, dir: string, path: string, content: Content): void {
  const { contents, scratch } = workspace;
  contents.noteKind(content.id, content.binary ? "binary" : "text");
  if (contents.isStored(content.id)) return;
  makeScratch(scratch);
  const kept = join(scratch.dir, "contents", String(contents.pending.length));
  fault("git.scratch", kept);
  if (content.bytes === undefined) copyFileSync(pathUnder(dir, path), kept);
  else writeFileSync(kept, content.bytes, { mode: 0o600 });
  contents.noteStored(content.id);
  contents.pending.push(content.id);
}

/** Turns what was put aside into objects of the scratch store. Throws `io_failed` when one changed meanwhile. */
export async function storeContents(workspace: Workspace): Promise<void> {
  const { contents, scratch, git } = workspace;
  const ids = contents.pending;
  if (ids.length === 0) return;
  await useScratch(git, scratch);
  const folder = join(scratch.dir, "contents");
  const place = { ...scratchPlace(scratch), cwd: folder };
  fault("git.scratch", folder);
  const input = ids.map((_, at) => `${at}\n`).join("");
  const answer = await runGit(git, { place, args: ["hash-object", "-w", "--no-filters", "--stdin-paths"], input });
  const written = answer.toString("latin1").trim().split("\n");
  if (ids.some((id, at) => id !== written[at])) {
    throw new MemoriesError("io_failed", `a file in ${workspace.root} changed while it was read`);
  }
  for (const at of ids.keys()) rmSync(join(folder, String(at)), { force: true });
  ids.length = 0;
}
