import { type CodexVersion, leavesLinksAlone } from "./codex-version.ts";

/** What stands where the link belongs. `ours`: a link that leads to the memory root. */
export type LinkPlace = "absent" | "ours" | "something";

/** What `link` does. `refuse`: nothing, for a reason and with a remedy. */
export type LinkPlan =
  | { readonly kind: "leave" }
  | { readonly kind: "make"; readonly first: "move_aside" | "nothing" }
  | { readonly kind: "refuse"; readonly reason: string; readonly hint: string };

/** The facts of one link that is to be made. Paths are absolute. */
export interface LinkFacts {
  readonly place: LinkPlace;
  readonly path: string;
  /** The memory root by its real path. */
  readonly root: string;
  /** The place by its real path, without following a link in its own name. */
  readonly realPath: string;
  readonly version: CodexVersion | undefined;
}

/** Plans the link. What is there already is left alone whatever the version: it was made once, and its remedy is `--remove`. */
export function planLink({ place, path, root, realPath, version }: LinkFacts): LinkPlan {
  if (root === realPath) {
    const hint = "name another memory folder with --root DIR";
    return { kind: "refuse", reason: `${path} is the memory root itself`, hint };
  }
  if (version === undefined) {
    return {
      kind: "refuse",
      reason:
        "which version of Codex reads the link cannot be told: no codex on PATH tells its version, and no transcript names one",
      hint: "put codex on PATH, see what codex --version says, or begin a session with it; versions before 0.169 would write through the link",
    };
  }
  if (!leavesLinksAlone(version.version)) {
    return {
      kind: "refuse",
      reason: `Codex ${version.version} (${version.from}) writes through a link at its memory folder`,
      hint: "update Codex to 0.169 or later; memories import codex takes what it knows, memories hook codex needs no link",
    };
  }
  if (place === "ours") return { kind: "leave" };
  return { kind: "make", first: place === "absent" ? "nothing" : "move_aside" };
}
