import { judgeRoot, type RootVerdict } from "../core/root/judge.ts";
import { inspectRepository } from "../edge/git/inspect-repository.ts";
import { lookAtRoot, protectedFolders, type RootLook } from "../edge/root/inspect-root.ts";
import { databaseId } from "../edge/state/roots.ts";
import type { World } from "./world.ts";

/** A root and whose it is. */
export interface JudgedRoot {
  readonly look: RootLook;
  readonly verdict: RootVerdict;
}

/** Finds out whose the memory root is; writes nothing into it, and asks the state DB only when a marker names one. */
export async function whoseRoot(world: World): Promise<JudgedRoot> {
  const look = await lookAtRoot(world.paths.root);
  const protect = await protectedFolders(world.paths.home, world.paths.codexHome, world.env.HOME);
  const git = look.kind === "folder" ? inspectRepository(look.path) : ({ kind: "absent" } as const);
  const db = git.kind === "ours" ? await databaseId(await world.state()) : "";
  const facts = { ...look, git: git.kind, markedDb: look.marker?.db };
  const verdict = judgeRoot(facts, protect, db);
  if (git.kind !== "foreign" || verdict.kind !== "refused" || !verdict.adoptable) return { look, verdict };
  return { look, verdict: { ...verdict, reason: git.reason } };
}
