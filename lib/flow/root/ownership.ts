import { MemoriesError } from "../../core/errors.ts";
import { decideOwnership, type RootVerdict } from "../../core/root/check-ownership.ts";
import { inspectRepository } from "../../edge/git/run/inspect-repository.ts";
import { inspectRoot, protectedFolders, type RootInspection } from "../../edge/root/inspect-root.ts";
import { databaseId } from "../../edge/state/memory/roots.ts";
import type { World } from "../world.ts";

/** A root and whose it is. */
export interface RootOwnership {
  readonly look: RootInspection;
  readonly verdict: RootVerdict;
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
  const look = inspectRoot(world.paths.root);
  if (look.kind === "not_a_folder") refuseHomeThatIsNone(world);
  const protect = protectedFolders(world.paths.home, world.paths.codexHome, world.env.HOME);
  const git = look.kind === "folder" ? inspectRepository(look.path) : ({ kind: "absent" } as const);
  const db = git.kind === "ours" ? await databaseId(await world.state()) : "";
  const facts = { ...look, git: git.kind, markedDb: look.marker?.db };
  const verdict = decideOwnership(facts, protect, db);
  if (git.kind !== "foreign" || verdict.kind !== "refused" || !verdict.adoptable) return { look, verdict };
  return { look, verdict: { ...verdict, reason: git.reason } };
}
