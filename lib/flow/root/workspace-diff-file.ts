import { renderDiffFile } from "../../core/consolidate/diff-file.ts";
import { WORKSPACE_DIFF_MAX_BYTES } from "../../core/constants.ts";
import { joinBytes } from "../../core/diff/join-bytes.ts";
import { patchReader } from "../../core/diff/patch-reader.ts";
import { compareTrees } from "../../core/tree/compare-trees.ts";
import type { Tree } from "../../core/tree/tree.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { type BinaryForm, diffTrees } from "../../edge/git/patch/diff-trees.ts";

/** The bytes of the diff file from the baseline to `tree`. */
export async function workspaceDiffFile(workspace: Workspace, tree: Tree): Promise<Uint8Array> {
  const diff = await patchOf(workspace, workspace.baseline, tree, "line", WORKSPACE_DIFF_MAX_BYTES);
  return renderDiffFile(compareTrees(workspace.baseline, tree), diff);
}

/** The patch between two trees, without `index` lines; `enough`: not much more than so many bytes are needed. */
export async function patchOf(
  workspace: Workspace,
  from: Tree,
  to: Tree,
  binary: BinaryForm,
  enough = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const reader = patchReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  const take = (more: ReturnType<typeof reader.end>) => {
    for (const { bytes } of more) {
      pieces.push(bytes);
      length += bytes.length;
    }
  };
  for await (const chunk of diffTrees(workspace, from, to, binary)) {
    take(reader.push(chunk));
    if (length > enough) return joinBytes(pieces);
  }
  take(reader.end());
  return joinBytes(pieces);
}
