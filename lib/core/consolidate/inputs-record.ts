import { createHash } from "node:crypto";
import type { Tree } from "../tree/tree.ts";
import type { MemoryHead } from "../types.ts";
import { RAW_MEMORIES_FILE } from "./paths.ts";
import type { InputPlan } from "./plan-inputs.ts";

/**
 * Counts the forms that the generated files have had. Raise it with every change of what `raw-memories.ts`,
 * `rollout-summary.ts` or `summary-file-name.ts` make of the same memory: what is recorded was made of an older form.
 */
export const INPUTS_FORM = 1;

/** That the inputs of a certain selection, rendered, are certain files. It holds for ever, in whatever root. */
export interface InputsRecord {
  /** Names the selection with all its texts (`inputsKey`). */
  readonly key: string;
  /** Names the files with all their bytes (`inputsDigest`). */
  readonly digest: string;
}

/**
 * Names everything that the generated files are made of. `revision` stands for the texts: another one whenever a text
 * was written.
 */
export function inputsKey(revision: string, memories: readonly MemoryHead[]): string {
  const rows = memories.map(({ threadId, sourceUpdatedAt, rolloutSlug, cwd, rolloutPath, gitBranch }) => [
    threadId,
    sourceUpdatedAt,
    rolloutSlug,
    cwd,
    rolloutPath,
    gitBranch,
  ]);
  return sha256(JSON.stringify([INPUTS_FORM, revision, rows]));
}

/** Names the generated files of a plan as `idOf` says what each holds; undefined when it does not for one. */
export function inputsDigest(
  { summaries }: Pick<InputPlan, "summaries">,
  idOf: (path: string) => string | undefined,
): string | undefined {
  const lines: string[] = [];
  for (const path of [RAW_MEMORIES_FILE, ...summaries.keys()]) {
    const id = idOf(path);
    if (id === undefined) return undefined;
    lines.push(`${id} ${path}`);
  }
  return sha256(lines.join("\n"));
}

/** What a tree holds at a path, for `inputsDigest`. */
export function fileIdIn(tree: Tree): (path: string) => string | undefined {
  return (path) => {
    const entry = tree.get(path);
    return entry?.kind === "file" ? entry.id : undefined;
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
