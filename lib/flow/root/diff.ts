import { countLines, type LineCounts } from "../../core/diff/count-lines.ts";
import { joinBytes } from "../../core/diff/join-bytes.ts";
import { type PatchPiece, patchReader, type SectionCounts } from "../../core/diff/patch-reader.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { FileChange } from "../../core/tree/compare-trees.ts";
import { quotePath } from "../../core/tree/path-bytes.ts";
import { closeWorkspace, hasMoved, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { diffTrees } from "../../edge/git/patch/diff-trees.ts";
import { requireGit } from "../../edge/git/run/require-git.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import type { World } from "../world.ts";
import { diffWorkspace } from "./diff-workspace.ts";
import { checkRootOwnership } from "./ownership.ts";
import { rootRefused } from "./root-refused.ts";

export type { PatchPiece, PieceKind } from "../../core/diff/patch-reader.ts";

/** A change, and its path as git shows it: quoted when it holds control characters or bytes that are no text. */
export type ShownChange = FileChange & { readonly shownPath: string };

/** What lies between the baseline and the files now. */
export interface WorkspaceDiff {
  /** In the order of the paths' bytes. */
  readonly changes: readonly ShownChange[];
  /** The patch that leads from the baseline to the files, binary contents included; can be read once. */
  readonly patch: AsyncIterable<readonly PatchPiece[]>;
  /** What the sections of the patch do, once it was read. */
  readonly sections: readonly SectionCounts[];
}

/** The whole diff at once, with the lines each change adds and removes. */
export interface DiffReport {
  readonly changes: readonly (ShownChange & LineCounts)[];
  readonly unifiedDiff: Uint8Array;
}

/** A consolidation that ends meanwhile takes away what is being compared; then everything is compared anew. */
const ATTEMPTS = 3;

/**
 * Compares the root with its baseline and hands the difference to `use`. Takes no lock and writes nothing into
 * the root. An absent root has no changes. Throws `root_refused` for a folder that is not ours, `busy` when a
 * consolidation replaced the baseline while its contents were read.
 */
export async function diff<T>(world: World, use: (diff: WorkspaceDiff) => Promise<T>): Promise<T> {
  // 1. Whose root is it?
  const root = await ownRoot(world);
  // 2. Open its baseline.
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    // 3. Look at the files.
    const { changes, tree } = await diffWorkspace(workspace);
    // 4. Let git make the patch as it is read.
    const reader = patchReader();
    const git = diffTrees(workspace, workspace.baseline, tree, "patch");
    const shown = changes.map((change) => ({ ...change, shownPath: quotePath(change.path) }));
    return await use({ changes: shown, patch: read(git, reader), sections: reader.sections });
  } catch (thrown) {
    throw hasMoved(workspace) ? replacedMeanwhile(root, thrown) : thrown;
  } finally {
    closeWorkspace(workspace);
  }
}

/** The whole diff; compared anew when a consolidation ends meanwhile. */
export async function diffReport(world: World): Promise<DiffReport> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await diff(world, collect);
    } catch (thrown) {
      if (attempt === ATTEMPTS || !(thrown instanceof MemoriesError) || thrown.code !== "busy") throw thrown;
    }
  }
}

async function ownRoot(world: World): Promise<string> {
  const { inspection, decision } = await checkRootOwnership(world);
  if (decision.kind === "refused") throw rootRefused({ inspection, decision });
  if (inspection.kind === "absent") {
    await requireGit({ env: world.env, signal: world.signal });
    world.log.info(`there is no memory root at ${inspection.path} yet: nothing to compare`);
  }
  return inspection.path;
}

async function collect({ changes, patch, sections }: WorkspaceDiff): Promise<DiffReport> {
  const bytes: Uint8Array[] = [];
  for await (const pieces of patch) for (const piece of pieces) bytes.push(piece.bytes);
  const counts = countLines(changes, sections);
  return {
    changes: changes.map((change, at) => ({
      ...change,
      additions: counts[at]?.additions,
      deletions: counts[at]?.deletions,
    })),
    unifiedDiff: joinBytes(bytes),
  };
}

async function* read(
  git: AsyncIterable<Uint8Array>,
  reader: ReturnType<typeof patchReader>,
): AsyncGenerator<readonly PatchPiece[], void> {
  for await (const chunk of git) yield reader.push(chunk);
  yield reader.end();
}

function replacedMeanwhile(root: string, cause: unknown): MemoriesError {
  return new MemoriesError("busy", `a consolidation replaced the baseline of ${root} while it was compared`, {
    hint: "run it again",
    cause,
  });
}
