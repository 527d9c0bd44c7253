import { lstat, readdir } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { ioFailure } from "../../core/io-failure.ts";
import type { ProtectedFolders, RootFacts } from "../../core/root/judge.ts";
import { canonicalPath } from "./canonical.ts";
import { type RootMarker, readMarker } from "./marker.ts";

/** What can be seen of a root without git: whether its baseline is ours is for git to say. */
export interface RootLook extends Omit<RootFacts, "git" | "markedDb"> {
  readonly hasGit: boolean;
  readonly marker: RootMarker | undefined;
}

/**
 * Looks at a folder that may become, or is, the memory root; writes nothing and follows no link inside it. Throws
 * `io_failed` for one that cannot be looked at.
 */
export async function lookAtRoot(root: string): Promise<RootLook> {
  try {
    return await look(await canonicalPath(root));
  } catch (thrown) {
    throw ioFailure(`cannot look at ${root}`, thrown);
  }
}

async function look(path: string): Promise<RootLook> {
  const nothing = { path, names: [], hasGit: false, marker: undefined };
  const found = await lstat(path).catch(unlessAbsent);
  if (found === "absent") return { ...nothing, kind: "absent" };
  if (found === "below a file" || !found.isDirectory()) return { ...nothing, kind: "not_a_folder" };
  const names = (await readdir(path)).toSorted();
  return {
    path,
    kind: "folder",
    names: names.filter((name) => name !== ".git"),
    hasGit: names.includes(".git"),
    marker: await readMarker(path),
  };
}

/** The folders that no root may be or hold, symlinks resolved. `userHome` is what the environment says. */
export async function protectedFolders(
  home: string,
  codexHome: string,
  userHome: string | undefined,
): Promise<ProtectedFolders> {
  const homes = [userHome, homedir(), homeByUid()].filter((path) => path !== undefined && path !== "");
  return {
    home: await canonicalPath(home),
    codexHome: await canonicalPath(codexHome),
    userHomes: await Promise.all(homes.map((path) => canonicalPath(path ?? ""))),
  };
}

/** A container may run as a user that no password file knows. */
function homeByUid(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

function unlessAbsent(thrown: unknown): "absent" | "below a file" {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code === "ENOENT") return "absent";
  if (code === "ENOTDIR") return "below a file";
  throw thrown;
}
