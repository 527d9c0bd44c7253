import { MemoriesError } from "../../core/errors.ts";
import { decideOwnership, type OwnershipDecision } from "../../core/root/check-ownership.ts";
import { inspectRepository } from "../../edge/git/run/inspect-repository.ts";
import { inspectRoot, protectedFolders, type RootInspection } from "../../edge/root/inspect-root.ts";
import { databaseId } from "../../edge/state/memory/roots.ts";
import type { World } from "../world.ts";

/** A root and whose it is. */
export interface RootOwnership {
  readonly inspection: RootInspection;
  readonly decision: OwnershipDecision;
}

/** A root in a home that is a file is none because of the home: that is what has to be put right. */
function refuseHomeThatIsNone({ paths }: World): void {
  if (!paths.root.startsWith(`${paths.home}/`)) return;
  if (inspectRoot(paths.home).kind !== "not_a_folder") return;
  throw new MemoriesError("home_not_writable", `cannot write the home of memories: ${paths.home}: it is not a folder`, {
    hint: "give a folder you can write with --home DIR or MEMORIES_HOME",
  });
}

/** Finds out whose the memory root is; writes nothing into it, and asks the state DB only when a marker names one. */
export async function checkRootOwnership(world: World): Promise<RootOwnership> {
  const inspection = inspectRoot(world.paths.root);
  if (inspection.kind === "not_a_folder") refuseHomeThatIsNone(world);
  const protect = protectedFolders(world.paths.home, world.paths.codexHome, world.env.HOME);
  const git = inspection.kind === "folder" ? inspectRepository(inspection.path) : ({ kind: "absent" } as const);
  const db = git.kind === "ours" ? await databaseId(await world.state()) : "";
  const facts = { ...inspection, git: git.kind, markedDb: inspection.marker?.db };
  const decision = decideOwnership(facts, protect, db);
  if (git.kind !== "foreign" || decision.kind !== "refused" || !decision.adoptable) return { inspection, decision };
  return { inspection, decision: { ...decision, reason: git.reason } };
}
