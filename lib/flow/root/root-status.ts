import { reasonOf } from "../../core/errors.ts";
import { closeWorkspace, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import type { World } from "../world.ts";
import { diffWorkspace } from "./diff-workspace.ts";
import { checkRootOwnership } from "./ownership.ts";

/** The memory root as `status` shows it. */
export interface RootStatus {
  readonly path: string;
  /** Whether its baseline is ours; an absent or free folder becomes so with the first consolidation. */
  readonly ours: boolean;
  readonly exists: boolean;
  /** The commit of the baseline; null when there is none. */
  readonly baseline: string | null;
  /** Whether files differ from the baseline. */
  readonly dirty: boolean;
  readonly changes: number;
  /** Summaries that were there when the folder was adopted; they are left alone. */
  readonly foreign_summaries: readonly string[];
  /** Why it is not ours, or could not be compared. */
  readonly reason: string | null;
}

/** Looks at the root without lock; writes nothing. A root that is not ours is not compared. */
export async function rootStatus(world: World): Promise<RootStatus> {
  const { inspection, decision } = await checkRootOwnership(world);
  const base = {
    path: inspection.path,
    ours: decision.kind === "ours",
    exists: inspection.kind !== "absent",
    baseline: null,
    dirty: false,
    changes: 0,
    foreign_summaries: inspection.marker?.foreignSummaries ?? [],
    reason: decision.kind === "refused" ? decision.reason : null,
  };
  if (decision.kind !== "ours") return base;
  try {
    return { ...base, ...(await compared(world, inspection.path)) };
  } catch (thrown) {
    return { ...base, reason: reasonOf(thrown) };
  }
}

async function compared(world: World, root: string): Promise<Pick<RootStatus, "baseline" | "dirty" | "changes">> {
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    const { changes } = await diffWorkspace(workspace);
    return { baseline: workspace.commit ?? null, dirty: changes.length > 0, changes: changes.length };
  } finally {
    closeWorkspace(workspace);
  }
}
