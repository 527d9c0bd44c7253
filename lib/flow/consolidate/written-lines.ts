import { HANDBOOK_FILE, ROLLOUT_SUMMARIES_FOLDER, SKILLS_FOLDER, SUMMARY_FILE } from "../../core/consolidate/paths.ts";
import { countLines } from "../../core/diff/count-lines.ts";
import { patchReader } from "../../core/diff/patch-reader.ts";
import { compareTrees } from "../../core/tree/compare-trees.ts";
import { plainPath } from "../../core/tree/path-bytes.ts";
import type { Tree } from "../../core/tree/tree.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { diffTrees } from "../../edge/git/patch/diff-trees.ts";
import type { ConsolidateReport } from "./report.ts";

/** What a run wrote: the lines of the files that an agent writes, and how many recaps are new, changed or gone. */
export async function writtenLines(
  workspace: Workspace,
  before: Tree,
  after: Tree,
): Promise<Pick<ConsolidateReport, "written" | "recaps">> {
  const [from, to] = [agentFiles(before), agentFiles(after)];
  const reader = patchReader();
  for await (const chunk of diffTrees(workspace, from, to, "line")) reader.push(chunk);
  reader.end();
  const changes = compareTrees(from, to);
  const counts = countLines(changes, reader.sections);
  const isRecap = ({ path }: { readonly path: string }) => path.startsWith(`${ROLLOUT_SUMMARIES_FOLDER}/`);
  return {
    written: changes.map(({ path }, at) => ({
      path: plainPath(path),
      additions: counts[at]?.additions ?? null,
      deletions: counts[at]?.deletions ?? null,
    })),
    recaps: compareTrees(before, after).filter(isRecap).length,
  };
}

function agentFiles(tree: Tree): Tree {
  const isAgents = (path: string) =>
    path === HANDBOOK_FILE || path === SUMMARY_FILE || path.startsWith(`${SKILLS_FOLDER}/`);
  return new Map([...tree].filter(([path]) => isAgents(path)));
}
