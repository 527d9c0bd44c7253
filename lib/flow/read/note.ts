import { MemoriesError } from "../../core/errors.ts";
import { AD_HOC_FOLDER, planNote } from "../../core/notes/plan-note.ts";
import { redactText } from "../../core/redact/redact.ts";
import { decideOwnership } from "../../core/root/check-ownership.ts";
import { fillTemplate } from "../../core/text/fill.ts";
import { createFileIn, withNewFolder } from "../../edge/memory-files/create-file.ts";
import { inspectRoot, protectedFolders } from "../../edge/root/inspect-root.ts";
import type { World } from "../world.ts";

export interface NoteReport {
  /** Path of the note relative to the memory root. */
  readonly path: string;
}

/**
 * Writes an ad-hoc note for the next consolidation. Only adds files, each in one exclusive creation, and so needs no
 * lock. Throws `bad_input` (blank note), `root_refused`, `home_not_writable`, `io_failed`.
 */
export async function writeNote(world: World, note: { title?: string; text: string }): Promise<NoteReport> {
  const { root } = world.paths;
  const title = note.title === undefined ? undefined : redactText(note.title);
  const planned = planNote({ title, text: redactText(note.text) }, world.now);
  const instructions = fillTemplate("ad_hoc_instructions", world.templates.ad_hoc_instructions, {});
  await refuseForeignRoot(world);
  withNewFolder(root, AD_HOC_FOLDER, (folder) => createFileIn(folder, "instructions.md", instructions));
  const folders = [...AD_HOC_FOLDER, "notes"];
  const name = withNewFolder(root, folders, (folder) => {
    for (let nth = 1; ; nth += 1) {
      const candidate = planned.fileName(nth);
      if (createFileIn(folder, candidate, planned.content) === "created") return candidate;
    }
  });
  return { path: [...folders, name].join("/") };
}

/** A note must not land in somebody else's repository, a home directory, or a folder that no consolidation would take. */
async function refuseForeignRoot({ paths, env }: World): Promise<void> {
  const { hasGit, marker, ...inspection } = inspectRoot(paths.root);
  const git = !hasGit ? "absent" : marker === undefined ? "foreign" : "ours";
  const protect = protectedFolders(paths.home, paths.codexHome, env.HOME);
  const decision = decideOwnership({ ...inspection, git, markedDb: marker?.db }, protect, marker?.db ?? "");
  if (decision.kind !== "refused") return;
  throw new MemoriesError("root_refused", `no note is written to ${inspection.path}: ${decision.reason}`, {
    hint: "name the memory root with --root DIR",
  });
}
