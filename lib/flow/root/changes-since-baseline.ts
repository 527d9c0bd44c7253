import type { FileChange } from "../../core/tree/compare-trees.ts";
import { closeWorkspace, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import type { World } from "../world.ts";
import { diffWorkspace } from "./diff-workspace.ts";

/** How a root of ours differs from its baseline now. Takes no lock, writes nothing into it. */
export async function changesSinceBaseline(world: World, root: string): Promise<readonly FileChange[]> {
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    return (await diffWorkspace(workspace)).changes;
  } finally {
    closeWorkspace(workspace);
  }
}
