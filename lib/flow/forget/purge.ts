import { HANDBOOK_FILE, RAW_MEMORIES_FILE, SUMMARY_FILE } from "../../core/consolidate/paths.ts";
import { MemoriesError } from "../../core/errors.ts";
import { linesOnlyIn } from "../../core/forget/markers.ts";
import { sectionsOf } from "../../core/forget/raw-sections.ts";
import { isOwnForm, isReadOffline } from "../../core/offline/consolidate/consolidate-offline.ts";
import { BYTES_PER_TOKEN } from "../../core/text/tokens.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { closeWorkspace, openWorkspace, type Workspace } from "../../edge/git/baseline/workspace.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import { consolidate } from "../consolidate/consolidate.ts";
import { diffWorkspace } from "../root/diff-workspace.ts";
import { readContents, readTexts } from "../root/read-contents.ts";
import type { World } from "../world.ts";
import { isGenerated } from "./forget-in-root.ts";
import { type ForgottenMarks, searchForgotten } from "./search-forgotten.ts";

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
    const paths = [...workspace.baseline.keys()].filter(isGenerated);
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
  if (baseline === "pending") await workOver(world, root);
  const { ours, adopted } = await searchForgotten(world, root, marks);
  if (ours.length + adopted.length === 0) return;
  const own = adopted.length === 0 ? [] : [`copies of your own: ${adopted.join(", ")}`];
  throw new MemoriesError("still_there", `forgotten text still stands in ${[...ours, ...own].join(", ")}`, {
    hint: "look at these files, remove them, and give the command again",
  });
}

async function workOver(world: World, root: string): Promise<void> {
  const form = await withWorkspace(world, root, formOf);
  if (form.kind === "of_a_model") {
    const { consolidationModel } = world.settings;
    throw new MemoriesError(
      "still_there",
      `${HANDBOOK_FILE} and ${SUMMARY_FILE} were written by a model and may still say what was forgotten; until they are worked over the baseline keeps the text`,
      {
        hint: `memories consolidate --force has ${consolidationModel} do it (it reads ${form.tokens} tokens and more); then give this command again`,
      },
    );
  }
  world.log.info("the handbook and the summary are worked over by rules");
  const { status, error } = await consolidate(world, { agent: "offline", mode: "force" });
  if (status === "succeeded" || status === "succeeded_no_workspace_changes" || status === "succeeded_no_input") return;
  throw new MemoriesError("still_there", `the handbook could not be worked over: ${error ?? status}`, {
    hint: "memories consolidate --offline --force, then give this command again",
  });
}

type Form = { readonly kind: "of_rules" } | { readonly kind: "of_a_model"; readonly tokens: number };

async function formOf(workspace: Workspace): Promise<Form> {
  const { tree } = await diffWorkspace(workspace);
  const wanted = (of: Tree) =>
    [...of].filter(([path, { kind }]) => kind === "file" && isReadOffline(path)).map(([path]) => path);
  const current = await readContents(workspace, tree, wanted(tree));
  const baseline = await readContents(workspace, workspace.baseline, wanted(workspace.baseline));
  if (isOwnForm({ baseline, current })) return { kind: "of_rules" };
  const bytes = [...current.values()].reduce((sum, { length }) => sum + length, 0);
  return { kind: "of_a_model", tokens: Math.ceil(bytes / BYTES_PER_TOKEN) };
}

async function withWorkspace<T>(world: World, root: string, use: (workspace: Workspace) => Promise<T>): Promise<T> {
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    return await use(workspace);
  } finally {
    closeWorkspace(workspace);
  }
}
