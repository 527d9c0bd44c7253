import { dirname, relative, sep } from "node:path";

/** What an inspection of a folder says about whose it is. All paths are absolute with symlinks resolved. */
export interface RootFacts {
  readonly path: string;
  readonly kind: "absent" | "folder" | "not_a_folder";
  /** Names directly in the folder, `.git` left out. */
  readonly names: readonly string[];
  /** `ours`: a baseline of this product. `foreign`: any other `.git`. */
  readonly git: "absent" | "ours" | "foreign";
  /** The DB that `.git/memories-root` names, when it names one. */
  readonly markedDb: string | undefined;
  /** Whether it lies where a Codex home in use has its own memories. */
  readonly isCodexMemory: boolean;
}

/** Folders a root must neither be nor hold, whatever the user says. */
export interface ProtectedFolders {
  readonly home: string;
  readonly codexHome: string;
  /** The user's home directories: by environment and by the password file. */
  readonly userHomes: readonly string[];
}

export type OwnershipDecision =
  | { readonly kind: "ours" }
  /** Absent, empty, or with nothing but files that a person may have written for us: becomes ours. */
  | { readonly kind: "free" }
  | { readonly kind: "refused"; readonly reason: string; readonly adoptable: boolean };

/** What may lie in a folder without `.git` that becomes ours by itself. */
const OWN_NAMES = new Set(["MEMORY.md", "memory_summary.md", "skills", "extensions"]);
/** Private working folders under `<home>`; a root inside them would be deleted or copied into itself. */
const WORKING_FOLDERS = ["staging", "runs", "rejected", "quarantine", "adopted", "logs", "hooks"];

/** Two programs that each write one folder would undo each other's work. */
const CODEX_MEMORY_REASON =
  "Codex keeps its own memories there; `memories link codex` makes it read ours, `memories import codex` takes what it knows";

/**
 * Decides whose root a folder is. What is refused with `adoptable: false` stays refused with `--adopt`.
 * `db` is the identity of the state DB in use.
 */
export function decideOwnership(facts: RootFacts, protect: ProtectedFolders, db: string): OwnershipDecision {
  const never = neverARoot(facts, protect);
  if (never !== undefined) return { kind: "refused", reason: never, adoptable: false };
  if (facts.kind === "absent") return { kind: "free" };
  if (facts.git === "ours" && facts.markedDb === db) return { kind: "ours" };
  const strange = facts.names.find((name) => !OWN_NAMES.has(name));
  if (facts.isCodexMemory && (facts.git !== "absent" || facts.names.length > 0)) {
    return { kind: "refused", reason: CODEX_MEMORY_REASON, adoptable: false };
  }
  if (facts.git === "foreign") return refusedUnlessAdopted("it holds a git repository that is not a memory baseline");
  if (facts.git === "ours") return refusedUnlessAdopted("it belongs to another memories database");
  if (strange !== undefined) return refusedUnlessAdopted(`it holds files that are not memories: ${strange}`);
  return { kind: "free" };
}

function refusedUnlessAdopted(reason: string): OwnershipDecision {
  return { kind: "refused", reason, adoptable: true };
}

function neverARoot(facts: RootFacts, protect: ProtectedFolders): string | undefined {
  const { path } = facts;
  if (dirname(path) === path) return "it is the root of the file system";
  if (protect.userHomes.some((home) => home === path)) return "it is your home directory";
  if (isOrHolds(path, protect.home)) return "it is or holds the home of this program";
  if (isOrHolds(path, protect.codexHome)) return "it is or holds the codex home";
  const inHome = relative(protect.home, path).split(sep)[0] ?? "";
  if (WORKING_FOLDERS.includes(inHome)) return `it lies in the working folder ${inHome}/ of this program`;
  if (facts.kind === "not_a_folder") return "it is not a folder";
  return undefined;
}

/** Whether `folder` is `inner` or an ancestor of it. Both are absolute and resolved. */
function isOrHolds(folder: string, inner: string): boolean {
  const way = relative(folder, inner);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}
