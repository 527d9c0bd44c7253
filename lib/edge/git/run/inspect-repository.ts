import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { MAIN_REF, OWN_PREFIX } from "../tree/known-files.ts";
import { kindOf } from "./private-file.ts";

/** Whose the `.git` of a folder is, as far as it says itself. */
export type RepositoryInspection =
  /** There is none, or the empty beginning of one of ours that a crash cut off. */
  | { readonly kind: "absent" }
  /** It carries our marker and is shaped as we make it; which DB the marker names is for others to judge. */
  | { readonly kind: "ours" }
  | { readonly kind: "foreign"; readonly reason: string };

const MARKER = `${OWN_PREFIX}root`;
/** Folders that git writes into or reads through; as links they would lead out. */
const REAL_FOLDERS = ["objects", "objects/info", "objects/pack", "refs", "refs/heads", "info", "hooks", "logs"];
/** Files that join a repository to another one. */
const JOINTS = ["commondir", "objects/info/alternates", "objects/info/http-alternates"];

/** Looks at `<root>/.git`; writes nothing, runs nothing. */
export function inspectRepository(root: string): RepositoryInspection {
  const gitDir = join(root, ".git");
  const kind = kindOf(gitDir);
  if (kind === "absent") return { kind: "absent" };
  if (kind !== "folder") return foreign(`its .git is a ${kind === "other" ? "special file" : kind}, not a folder`);
  if (kindOf(join(gitDir, MARKER)) !== "file") {
    const names = readdirSync(gitDir);
    if (names.every((name) => name.startsWith(OWN_PREFIX))) return { kind: "absent" };
    return foreign("it holds a git repository that is not a memory baseline");
  }
  const owner = process.getuid?.();
  if (owner !== undefined && lstatSync(gitDir).uid !== owner) return foreign("its .git belongs to another user");
  const joint = JOINTS.find((name) => kindOf(join(gitDir, name)) !== "absent");
  if (joint !== undefined) return foreign(`its .git/${joint} joins it to another repository`);
  const strange = REAL_FOLDERS.find((name) => !["absent", "folder"].includes(kindOf(join(gitDir, name))));
  if (strange !== undefined) return foreign(`its .git/${strange} is not a folder`);
  if (!["absent", "file"].includes(kindOf(join(gitDir, MAIN_REF))))
    return foreign(`its .git/${MAIN_REF} is not a file`);
  return { kind: "ours" };
}

function foreign(reason: string): RepositoryInspection {
  return { kind: "foreign", reason };
}
