import {
  HANDBOOK_FILE,
  RAW_MEMORIES_FILE,
  ROLLOUT_SUMMARIES_FOLDER,
  SKILLS_FOLDER,
  SUMMARY_FILE,
  WORKSPACE_DIFF_FILE,
} from "../../core/consolidate/paths.ts";
import { isFromSessions } from "../../core/consolidate/persons-files.ts";
import { linesWith } from "../../core/forget/markers.ts";
import { withoutThreads } from "../../core/forget/raw-sections.ts";
import { encodeText } from "../../core/text/bytes.ts";
import { textAt, textsUnder } from "../../edge/fs/texts-under.ts";
import { closeWorkspace, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { putInRoot, removeFromRoot } from "../../edge/root/put-in-root.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import { diffWorkspace } from "../root/diff-workspace.ts";
import type { World } from "../world.ts";

/** A file and the lines (from 1) in which forgotten text stands. */
export interface Trace {
  readonly path: string;
  readonly lines: readonly number[];
}

/** The names of summaries in the root whose header names one of the threads. */
export function summariesOf(root: string, isForgotten: (threadId: string) => boolean): string[] {
  return textsUnder(root, ROLLOUT_SUMMARIES_FOLDER)
    .filter(({ text }) => isForgotten(/^thread_id: (.*)$/m.exec(text.slice(0, 400))?.[1] ?? ""))
    .map(({ path }) => path.slice(ROLLOUT_SUMMARIES_FOLDER.length + 1));
}

/** Takes the threads out of the generated files of the root. Returns the summaries removed. */
export function forgetInGenerated(root: string, isForgotten: (threadId: string) => boolean): string[] {
  const summaries = summariesOf(root, isForgotten);
  for (const name of summaries) removeFromRoot(root, `${ROLLOUT_SUMMARIES_FOLDER}/${name}`);
  const raw = textAt(root, RAW_MEMORIES_FILE);
  const without = raw === undefined ? undefined : withoutThreads(raw, isForgotten);
  if (without !== undefined && without !== raw) putInRoot(root, RAW_MEMORIES_FILE, encodeText(without));
  // A diff that a failed consolidation left shows what it was about to do, with the text.
  removeFromRoot(root, WORKSPACE_DIFF_FILE);
  return summaries;
}

/** Where text of the threads still stands in what the agent wrote; the next consolidation is to take it out. */
export function tracesIn(root: string, markers: readonly string[]): Trace[] {
  const files = [HANDBOOK_FILE, SUMMARY_FILE].flatMap((path) => ({ path, text: textAt(root, path) ?? "" }));
  files.push(...textsUnder(root, SKILLS_FOLDER));
  return files
    .map(({ path, text }) => ({ path, lines: linesWith(text, markers) }))
    .filter(({ lines }) => lines.length > 0);
}

/** Whether the baseline still holds what was taken out of the generated files: the next consolidation is to see it go. */
export async function baselineHoldsRemoved(world: World, root: string): Promise<boolean> {
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    const { changes } = await diffWorkspace(workspace);
    return changes.some(({ path }) => isFromSessions(path));
  } finally {
    closeWorkspace(workspace);
  }
}
