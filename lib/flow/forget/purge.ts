import { HANDBOOK_FILE, RAW_MEMORIES_FILE, SUMMARY_FILE } from "../../core/consolidate/paths.ts";
import { isFromSessions } from "../../core/consolidate/persons-files.ts";
import { MemoriesError } from "../../core/errors.ts";
import { linesOnlyIn } from "../../core/forget/markers.ts";
import { sectionsOf } from "../../core/forget/raw-sections.ts";
import { readTexts } from "../root/read-contents.ts";
import type { World } from "../world.ts";
import { type ForgottenMarks, searchForgotten } from "./search-forgotten.ts";
import { describeRework, withWorkspace, workOver } from "./work-over.ts";

/**
 * The lines of forgotten memories that the baseline still holds: it keeps them until what was made of them was worked
 * over, so that a purge that was cut off can be given again when no row tells any more what is to go.
 */
export async function baselineLines(
  world: World,
  root: string,
  isForgotten: (threadId: string) => boolean,
): Promise<string[]> {
  return withWorkspace(world, root, async (workspace) => {
    const paths = [...workspace.baseline.keys()].filter(isFromSessions);
    const texts = await readTexts(workspace, workspace.baseline, paths);
    const [gone, kept]: [string[], string[]] = [[], []];
    for (const [path, text] of texts) {
      if (path === RAW_MEMORIES_FILE) {
        for (const { threadId, text: section } of sectionsOf(text)) (isForgotten(threadId) ? gone : kept).push(section);
      } else {
        const threadId = /^thread_id: (.*)$/m.exec(text.slice(0, 400))?.[1] ?? "";
        (isForgotten(threadId) ? gone : kept).push(text);
      }
    }
    return linesOnlyIn(gone, kept);
  });
}

/**
 * Brings a purge to its end: what was made of the forgotten sessions is worked over by rules where it is in the form
 * that rules write, and then everything is searched. Throws `still_there` with what is left and the command, with its
 * cost, that takes it.
 */
export async function finishPurge(
  world: World,
  root: string,
  marks: ForgottenMarks,
  baseline: "pending" | "done",
): Promise<void> {
  if (baseline === "pending") await mustBeWorkedOver(world, root);
  const { ours, adopted } = await searchForgotten(world, root, marks);
  if (ours.length + adopted.length === 0) return;
  const own = adopted.length === 0 ? [] : [`copies of your own: ${adopted.join(", ")}`];
  throw new MemoriesError("still_there", `forgotten text still stands in ${[...ours, ...own].join(", ")}`, {
    hint: "look at these files, remove them, and give the command again",
  });
}

async function mustBeWorkedOver(world: World, root: string): Promise<void> {
  const worked = await workOver(world, root);
  if (worked.kind === "done") return;
  const then = "then give this command again";
  if (worked.kind === "failed") {
    throw new MemoriesError("still_there", `the handbook could not be worked over: ${worked.reason}`, {
      hint: `${worked.command}, ${then}`,
    });
  }
  throw new MemoriesError(
    "still_there",
    `${HANDBOOK_FILE} and ${SUMMARY_FILE} were written by a model and may still say what was forgotten; until they are worked over the baseline keeps the text`,
    { hint: `${describeRework(worked)}; ${then}` },
  );
}
