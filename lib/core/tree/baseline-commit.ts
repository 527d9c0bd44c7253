/** Fixed, so that equal trees and times give equal commits. The address is one that can reach nobody. */
const AUTHOR = "memories <memories@localhost.invalid>";
const MESSAGE = "Memory baseline\n";

/** The commit object of a baseline: no parents, `now` (seconds since the epoch, UTC) as both of its dates. */
export function renderBaselineCommit(tree: string, now: number): string {
  return `tree ${tree}\nauthor ${AUTHOR} ${now} +0000\ncommitter ${AUTHOR} ${now} +0000\n\n${MESSAGE}`;
}
