import type { Change } from "../../lib/core/types.ts";
import type { DiffReport } from "../../lib/flow/root/diff.ts";
import { count } from "./count.ts";

/** The report of `diff --json`. A binary file has no lines to count: null. */
export function renderJson({ changes, unifiedDiff }: DiffReport): object {
  return {
    changes: changes.map(({ status, path, shownPath, additions, deletions }) => ({
      status,
      path: path.isWellFormed() ? path : shownPath,
      additions: additions ?? null,
      deletions: deletions ?? null,
    })),
    unified_diff: Buffer.from(unifiedDiff).toString("utf8"),
  };
}

/** One `<status>\t<path>` line a change. */
export function renderNameStatus(changes: readonly (Change & { readonly shownPath: string })[]): string {
  return changes.map(({ status, shownPath }) => `${status}\t${shownPath}`).join("\n");
}

/** A bar is at most this many characters long. */
const BAR_WIDTH = 40;

/** Lines added and deleted by each change, with a bar, and their sums, as git shows them. */
export function renderStat(changes: DiffReport["changes"]): string {
  if (changes.length === 0) return "";
  const width = Math.max(...changes.map(({ shownPath }) => [...shownPath].length));
  const largest = Math.max(...changes.map(({ additions = 0, deletions = 0 }) => additions + deletions));
  const digits = Math.max(String(largest).length, changes.some(isBinary) ? "Bin".length : 0);
  const lines = changes.map((change) => {
    const name = change.shownPath + " ".repeat(width - [...change.shownPath].length);
    if (isBinary(change)) return ` ${name} | Bin`;
    const { additions = 0, deletions = 0 } = change;
    const count = String(additions + deletions).padStart(digits);
    return ` ${name} | ${count} ${bar("+", additions, largest)}${bar("-", deletions, largest)}`.trimEnd();
  });
  const added = changes.reduce((sum, { additions = 0 }) => sum + additions, 0);
  const deleted = changes.reduce((sum, { deletions = 0 }) => sum + deletions, 0);
  const sums = [counted(changes.length, "file", "changed")];
  if (added > 0 || deleted === 0) sums.push(counted(added, "insertion", "(+)"));
  if (deleted > 0 || added === 0) sums.push(counted(deleted, "deletion", "(-)"));
  return [...lines, ` ${sums.join(", ")}`].join("\n");
}

function isBinary({ additions }: DiffReport["changes"][number]): boolean {
  return additions === undefined;
}

/** At least one sign for at least one line. */
function bar(sign: string, lines: number, largest: number): string {
  if (lines === 0) return "";
  return sign.repeat(largest <= BAR_WIDTH ? lines : Math.max(1, Math.round((lines * BAR_WIDTH) / largest)));
}

function counted(number: number, thing: string, done: string): string {
  const things = count(number, thing);
  return done.startsWith("(") ? `${things}${done}` : `${things} ${done}`;
}
