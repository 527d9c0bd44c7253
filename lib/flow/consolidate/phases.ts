import { NO_MEMORY, WORKSPACE_DIFF_FILE } from "../../core/consolidate/paths.ts";
import { workspaceOutcome } from "../../core/consolidate/workspace-outcome.ts";
import { compareTrees, recordable } from "../../core/tree/compare-trees.ts";
import { plainPath } from "../../core/tree/path-bytes.ts";
import { NO_USAGE } from "../../core/types.ts";
import { closeWorkspace, type Workspace } from "../../edge/git/baseline/workspace.ts";
import { readJournal } from "../../edge/root/journal-file.ts";
import { putInRoot } from "../../edge/root/put-in-root.ts";
import { beginStaging, endStaging, type Staging } from "../../edge/root/staging.ts";
import type { Phase2Claim } from "../../edge/state/jobs/claim-phase2.ts";
import { type Phase2Success, succeedPhase2 } from "../../edge/state/jobs/finish-phase2.ts";
import { diffWorkspace } from "../root/diff-workspace.ts";
import { type Adoption, prepareWorkspace } from "../root/prepare.ts";
import { tellAside } from "../root/tell-aside.ts";
import { workspaceDiffFile } from "../root/workspace-diff-file.ts";
import type { World } from "../world.ts";
import { copyForAgent } from "./agent-copy.ts";
import { applyWork, enterUnchanged, type RunWork } from "./apply.ts";
import type { RunAgent } from "./open-agent.ts";
import { type ConsolidateFacts, type ConsolidateStatus, type RunFacts, shownChanges } from "./report.ts";
import { type AgeRules, beforeSync, type SelectedInputs, selectInputs, selectionFacts } from "./selection.ts";
import { StepFailed, step } from "./step.ts";
import { syncInputs } from "./sync-inputs.ts";
import { writtenLines } from "./written-lines.ts";

/** A consolidation that holds both locks. */
export interface HeldRun {
  readonly root: string;
  readonly run: string;
  readonly claim: Phase2Claim;
  readonly renew: () => Promise<boolean>;
  readonly agent: RunAgent;
  readonly adoption: Adoption;
  readonly ages: AgeRules;
  /** Aborts when a lock is lost: from then on nothing is written. */
  readonly lost: AbortSignal;
}

/**
 * The story of phase 2, in its strict order. Each phase yields what it adds to the report, so that the report of a
 * failure holds what was known before it; the status is returned. Throws `StepFailed`, `LeaseLost`, or the reason of the
 * signal that stopped the run; that one is heard up to the moment when files begin to move.
 */
export async function* consolidateHeld(
  world: World,
  held: HeldRun,
): AsyncGenerator<ConsolidateFacts, ConsolidateStatus> {
  const { root, run, lost } = held;
  const stop = AbortSignal.any([lost, world.signal]);
  const { home } = world.paths;

  // 1. Finish or undo what a crashed run left. 2. The root is ours and has a baseline.
  const workspace = await step("failed_prepare_workspace", stop, () =>
    prepareWorkspace(world, root, held.adoption, lost),
  );
  try {
    const staging = beginStaging(home, run, root);
    // 3. Select the inputs.
    const selected = await step("failed_load_stage1_outputs", stop, () => selectInputs(world, held.ages));
    yield { ...selectionFacts(selected.memories, held.claim.inputWatermark), held_back: selected.heldBack };
    // 4. Make the inputs in the root those of the selection.
    const before = await step("failed_workspace_status", stop, () => diffWorkspace(workspace));
    const { selection, touched } = await syncInputs(
      world,
      { workspace, before, spool: staging.scratch, stop, ages: held.ages },
      selected,
    );
    const inputs = selectionFacts(selection.memories, held.claim.inputWatermark);
    yield inputs;
    // 5. What differs from the baseline? A sync that had nothing to do changed nothing.
    const synced = await step("failed_workspace_status", stop, async () =>
      touched.length === 0 ? before : diffWorkspace(workspace, before.disk),
    );
    const changes = shownChanges(synced.changes);
    yield { changes };
    const outcome = workspaceOutcome(selection.memories.length, workspace.baseline.size, synced.changes);
    if (outcome !== "agent") {
      const status = outcome === "no_input" ? "succeeded_no_input" : "succeeded_no_workspace_changes";
      const work: RunWork = { before: before.tree, seen: synced.disk, copied: synced.tree, after: synced.tree };
      const facts: RunFacts = { status, ...inputs, changes, usage: NO_USAGE };
      if (outcome === "no_input") yield await commit(world, held, workspace, staging, work, facts);
      else {
        await step("failed_workspace_commit", stop, async () => enterUnchanged(world, staging, root, facts));
        yield { run };
      }
      // Taking an empty file into the baseline is no consolidation that a cooldown would keep from being repeated.
      await succeed(world, held, { ...consumedBy(selection, inputs.watermark), baseline: "unchanged" });
      return status;
    }
    // 6. Say so in the diff file.
    await step("failed_workspace_diff_file", stop, async () =>
      putInRoot(root, WORKSPACE_DIFF_FILE, await workspaceDiffFile(workspace, synced.tree)),
    );
    // 7. Run the agent on a private copy. What verifies its work comes along with it.
    const { keepRefused, runAgentOnCopy, verifyFinished, verifyWordsOf } = await import("./run-agent.ts");
    const copied = await step("failed_agent", stop, () => copyForAgent(workspace, staging.copy, synced));
    const consumed = shownChanges(compareTrees(workspace.baseline, copied.tree));
    yield { changes: consumed };
    const ended = await step("failed_agent", stop, () =>
      runAgentOnCopy(world, held.agent, { workspace, copy: staging.copy, copied, stop }),
    );
    const { usage } = ended;
    yield { usage, agent: ended.agent() };
    // 8. Verify what it left.
    const left = await step("failed_agent", stop, () => verifyFinished(ended));
    // What it gives as a person's words and no person said is no fault, and does not come along.
    const { verified, quarantined } = await step("failed_verification", stop, () =>
      verifyWordsOf(world, ended, left, { run, copied, memories: selection.memories }),
    );
    yield { agent: ended.agent(), quarantined };
    const refused = await step("failed_verification", stop, () =>
      keepRefused(world, staging.copy, copied, verified, inputs.selected),
    );
    if (refused !== undefined) {
      yield { rejected: refused.rejected };
      throw refused.failure;
    }
    // 9. and 10. Move its files into the root and make the new baseline.
    const work: RunWork = {
      before: beforeSync(copied.tree, before.tree, touched),
      seen: synced.disk,
      copied: copied.tree,
      after: recordable(verified.after, NO_MEMORY),
    };
    const facts: RunFacts = { status: "succeeded", ...inputs, changes: consumed, usage };
    yield await step("failed_workspace_commit", stop, () => writtenLines(workspace, work.before, work.after));
    yield await commit(world, held, workspace, staging, work, facts);
    await succeed(world, held, { ...consumedBy(selection, inputs.watermark), baseline: "moved" });
    return "succeeded";
  } finally {
    closeWorkspace(workspace);
    // What was intended and not done is finished by the next run, which needs it.
    if (readJournal(root) === undefined) endStaging(home, run);
    tellAside(world);
  }
}

/** From the confirmation of the lock on a signal is heard no more: what has begun is finished. */
async function commit(
  world: World,
  { renew, lost }: HeldRun,
  workspace: Workspace,
  staging: Staging,
  work: RunWork,
  facts: RunFacts,
): Promise<ConsolidateFacts> {
  const stop = AbortSignal.any([lost, world.signal]);
  await step("failed_confirm_ownership", stop, async () => {
    if (!(await renew())) throw new StepFailed("failed_confirm_ownership", "the lock is held by another process now");
  });
  const conflicts = await step("failed_workspace_commit", lost, () =>
    applyWork(world, workspace, staging, work, facts, lost),
  );
  return { conflicts: conflicts.map(plainPath), run: staging.run };
}

/** What a success records of its inputs. */
function consumedBy({ memories }: SelectedInputs, watermark: number): Omit<Phase2Success, "baseline"> {
  return { watermark, snapshots: memories.map(({ threadId, sourceUpdatedAt }) => ({ threadId, sourceUpdatedAt })) };
}

async function succeed(world: World, { claim, lost }: HeldRun, success: Phase2Success): Promise<void> {
  await step("failed_workspace_commit", lost, async () => {
    const result = await succeedPhase2(await world.state(), claim, success, world.now);
    if (result === "stored") return;
    throw new StepFailed("failed_confirm_ownership", "the lock was lost before the success could be recorded");
  });
}
