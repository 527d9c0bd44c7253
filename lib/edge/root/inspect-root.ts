import { lstatSync, readdirSync, type Stats } from "node:fs";
import { homedir, userInfo } from "node:os";
import { basename, dirname } from "node:path";
import { ioFailure } from "../../core/io-failure.ts";
import { CODEX_MEMORY_FOLDERS } from "../../core/link/codex-version.ts";
import type { ProtectedFolders, RootFacts } from "../../core/root/check-ownership.ts";
import { errorCode } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";
import { canonicalPath } from "./canonical.ts";
import { type RootMarker, readMarker } from "./marker.ts";

/** What can be seen of a root without git: whether its baseline is ours is for git to say. */
export interface RootInspection extends Omit<RootFacts, "git" | "markedDb"> {
  readonly hasGit: boolean;
  readonly marker: RootMarker | undefined;
}

/**
 * Looks at a folder that may become, or is, the memory root; writes nothing and follows no link inside it. Throws
 * `io_failed` for one that cannot be looked at.
 */
export function inspectRoot(root: string): RootInspection {
  try {
    return look(canonicalPath(root));
  } catch (thrown) {
    throw ioFailure(`cannot look at ${root}`, thrown);
  }
}

function look(path: string): RootInspection {
  const nothing = { path, names: [], hasGit: false, marker: undefined, isCodexMemory: false };
  const found = statOf(path);
  if (found === "absent") return { ...nothing, isCodexMemory: isCodexMemory(path), kind: "absent" };
  if (found === "below a file" || !found.isDirectory()) return { ...nothing, kind: "not_a_folder" };
  const names = readdirSync(path).toSorted();
  return {
    ...nothing,
    isCodexMemory: isCodexMemory(path),
    kind: "folder",
    names: names.filter((name) => name !== ".git"),
    hasGit: names.includes(".git"),
    marker: readMarker(path),
  };
}

/** Codex's folders of memories, beside something that only a home in use has. */
function isCodexMemory(path: string): boolean {
  if (!Object.values(CODEX_MEMORY_FOLDERS).some((name) => name === basename(path))) return false;
  const beside = namesIn(dirname(path));
  return beside.some((name) => IN_CODEX_HOME.test(name));
}
const IN_CODEX_HOME = /^(config\.toml|auth\.json|history\.jsonl|sessions|(state|memories)_\w+\.sqlite)$/;

/** The folders that no root may be or hold, symlinks resolved. `userHome` is what the environment says. */
export function protectedFolders(home: string, codexHome: string, userHome: string | undefined): ProtectedFolders {
  const homes = [userHome, homedir(), homeByUid()].filter((path) => path !== undefined && path !== "");
  return {
    home: canonicalPath(home),
    codexHome: canonicalPath(codexHome),
    userHomes: homes.map((path) => canonicalPath(path ?? "")),
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

function statOf(path: string): Stats | "absent" | "below a file" {
  try {
    return lstatSync(path);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === "ENOENT") return "absent";
    if (code === "ENOTDIR") return "below a file";
    throw thrown;
  }
}
