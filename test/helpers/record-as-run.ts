import { initBaseline } from "../../lib/edge/git/baseline/init-baseline.ts";
import { finishReplacement, replaceBaseline } from "../../lib/edge/git/baseline/replace-baseline.ts";
import { closeWorkspace, openWorkspace } from "../../lib/edge/git/baseline/workspace.ts";
import { inspectRepository } from "../../lib/edge/git/run/inspect-repository.ts";
import { diffWorkspace } from "../../lib/flow/root/diff-workspace.ts";

/** Makes the baseline of a root what lies in it, as a consolidation does; first ends what an earlier one left undone. */
export async function recordAsRun(root: string, scratchIn: string, now: number): Promise<void> {
  const options = { root, scratchIn, env: { PATH: process.env.PATH } };
  if (inspectRepository(root).kind === "foreign") throw new Error(`${root} is not ours`);
  const opened = await openWorkspace(options);
  await finishReplacement(opened);
  closeWorkspace(opened);
  if (opened.main === undefined) await initBaseline(options, '{"db":"test"}\n', now);
  const workspace = await openWorkspace(options);
  const { tree, disk, changes } = await diffWorkspace(workspace);
  if (changes.length > 0) await replaceBaseline(workspace, { tree, disk, now });
  closeWorkspace(workspace);
}
