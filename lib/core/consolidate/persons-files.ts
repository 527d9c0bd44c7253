import { AD_HOC_FOLDER } from "../notes/plan-note.ts";
import {
  EXTENSIONS_FOLDER,
  HANDBOOK_FILE,
  RAW_MEMORIES_FILE,
  ROLLOUT_SUMMARIES_FOLDER,
  SKILLS_FOLDER,
  SUMMARY_FILE,
} from "./paths.ts";

const NOTES_FOLDER = `${[...AD_HOC_FOLDER, "notes"].join("/")}/`;

/** Whether a path is that of a note, which a person wrote whatever the baseline holds. */
export function isNote(path: string): boolean {
  return path.startsWith(NOTES_FOLDER);
}

/**
 * Whether a change of this path since the last consolidation is a person's: in the files that only an agent writes
 * otherwise, and its work is in the baseline, or a note. What is generated, and the material of other extensions,
 * changes without anybody being there.
 */
export function isPersonsFile(path: string): boolean {
  return path === HANDBOOK_FILE || path === SUMMARY_FILE || path.startsWith(`${SKILLS_FOLDER}/`) || isNote(path);
}

/** Whether a path is generated from the selected sessions, or the folder of what is. */
export function isFromSessions(path: string): boolean {
  return (
    path === RAW_MEMORIES_FILE || path === ROLLOUT_SUMMARIES_FOLDER || path.startsWith(`${ROLLOUT_SUMMARIES_FOLDER}/`)
  );
}

/** Whether a change of this path is worth a consolidation that a cooldown would put off: an edit, a note, an extension. */
export function liftsCooldown(path: string): boolean {
  return isPersonsFile(path) || path.startsWith(`${EXTENSIONS_FOLDER}/`);
}
