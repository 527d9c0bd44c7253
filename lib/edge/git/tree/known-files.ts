import { readdirSync } from "node:fs";
import { join } from "node:path";
import { WORKSPACE_DIFF_FILE } from "../../../core/consolidate/paths.ts";
import { writeAtomically } from "../../fs/write-atomically.ts";
import { holds, kindOf, putFolder, removeAll } from "../run/private-file.ts";

/** Files of ours inside `.git` begin so. */
export const OWN_PREFIX = "memories-";
export const MAIN_REF = "refs/heads/main";

/**
 * Every setting that could change what git stores, shows or runs, at its plain value, so that a person's own
 * configuration does not reach this repository either. `sharedRepository` keeps new files private.
 */
const CONFIG = `[core]
	repositoryformatversion = 0
	bare = BARE
	filemode = true
	symlinks = true
	ignorecase = false
	precomposeunicode = false
	protectHFS = false
	protectNTFS = false
	sharedRepository = 0600
	logAllRefUpdates = false
	autocrlf = false
	safecrlf = false
	attributesFile = /dev/null
	excludesFile = /dev/null
	hooksPath = /dev/null
	fsmonitor = false
	untrackedCache = false
	sparseCheckout = false
	splitIndex = false
	commitGraph = false
	multiPackIndex = false
	quotePath = QUOTE
	looseCompression = 1
[gc]
	auto = 0
[maintenance]
	auto = false
[commit]
	gpgSign = false
`;

/** Takes back whatever attributes any file may give, so that bytes stay bytes. */
export const KNOWN_ATTRIBUTES = "* -text !eol !crlf !ident !filter !working-tree-encoding !diff !merge !whitespace\n";

export function configText(options: { readonly bare: "true" | "false"; readonly quotePath: "true" | "false" }): string {
  return CONFIG.replace("BARE", options.bare).replace("QUOTE", options.quotePath);
}

/** What a repository of ours holds beside objects, ref, index and own files. */
const KNOWN: readonly (readonly [path: string, text: string])[] = [
  ["HEAD", `ref: ${MAIN_REF}\n`],
  ["config", configText({ bare: "false", quotePath: "false" })],
  ["info/attributes", KNOWN_ATTRIBUTES],
  ["info/exclude", `/${WORKSPACE_DIFF_FILE}\n`],
];
const FOLDERS = ["info", "hooks", "objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/tags"];
const LOCKS = ["HEAD.lock", "config.lock", "index.lock", "packed-refs.lock", `${MAIN_REF}.lock`];
/** Files that git opens by itself: a pipe in the place of one would keep it waiting for ever. */
const READ_BY_GIT = ["packed-refs", "index", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD"];

/**
 * Brings everything in `.git` by which somebody could steer git to known bytes: configuration, attributes,
 * ignore file, hooks, further object stores, locks that a killed git left. Writes nothing that is right.
 */
export function putKnownFiles(gitDir: string): void {
  for (const folder of FOLDERS) putFolder("git.config", join(gitDir, folder));
  for (const [name, text] of KNOWN) {
    const path = join(gitDir, name);
    if (!holds(path, text)) writeAtomically("git.config", path, text);
  }
  for (const name of readdirSync(join(gitDir, "hooks"))) removeAll("git.config", join(gitDir, "hooks", name));
  for (const name of readdirSync(join(gitDir, "info"))) {
    if (!KNOWN.some(([path]) => path === `info/${name}`)) removeAll("git.config", join(gitDir, "info", name));
  }
  // A link in the place of a folder of objects would lead what git writes out of here.
  for (const name of readdirSync(join(gitDir, "objects"))) {
    const path = join(gitDir, "objects", name);
    if (kindOf(path) !== "folder") removeAll("git.config", path);
  }
  for (const name of ["alternates", "http-alternates"]) removeIfThere(join(gitDir, "objects/info", name));
  for (const name of [...LOCKS, "commondir", "config.worktree", "shallow"]) removeIfThere(join(gitDir, name));
  for (const name of READ_BY_GIT) {
    const path = join(gitDir, name);
    if (!["absent", "file"].includes(kindOf(path))) removeAll("git.config", path);
  }
}

function removeIfThere(path: string): void {
  if (kindOf(path) !== "absent") removeAll("git.config", path);
}
