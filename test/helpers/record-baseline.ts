/**
 * A process that makes the baseline of a root what lies in it, as a consolidation does: `ROOT SCRATCH NOW`.
 * Breaks where `MEMORIES_FAULT` says.
 */
import { installFaults } from "../../cli/fault-hook.ts";
import { initBaseline } from "../../lib/edge/git/baseline/init-baseline.ts";
import { finishReplacement, replaceBaseline } from "../../lib/edge/git/baseline/replace-baseline.ts";
import { closeWorkspace, openWorkspace } from "../../lib/edge/git/baseline/workspace.ts";
import { inspectRepository } from "../../lib/edge/git/run/inspect-repository.ts";
import { diffWorkspace } from "../../lib/flow/root/diff-workspace.ts";

const [root = "", scratchIn = "", time = ""] = process.argv.slice(2);
const now = Number(time);
const options = { root, scratchIn, env: { PATH: process.env.PATH } };
if (process.env.MEMORIES_FAULT) installFaults(process.env.MEMORIES_FAULT);

if (inspectRepository(root).kind === "foreign") throw new Error(`${root} is not ours`);
const opened = await openWorkspace(options);
await finishReplacement(opened);
closeWorkspace(opened);
if (opened.main === undefined) await initBaseline(options, '{"db":"test"}\n', now);
const workspace = await openWorkspace(options);
const { tree, disk, changes } = await diffWorkspace(workspace);
if (changes.length > 0) await replaceBaseline(workspace, { tree, disk, now });
closeWorkspace(workspace);
