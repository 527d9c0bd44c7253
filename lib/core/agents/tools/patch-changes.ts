import type { PlannedChange } from "./planned-change.ts";

const HEADER = /^\*\*\* (Add|Update|Delete) File: (.+?)\s*$/gm;
const CHANGES = { Add: "add", Update: "update", Delete: "delete" } as const;

/** The files that a patch of the `*** Begin Patch` form touches. */
export function patchChanges(patch: string): PlannedChange[] {
  return [...patch.matchAll(HEADER)].map(([, verb, path = ""]) => ({
    path,
    change: CHANGES[verb as keyof typeof CHANGES],
  }));
}
