import { type IndexRow, isAsMarked } from "./plan-index.ts";
import type { FileMark } from "./session-index.ts";

/** A session as a sweep found it: the files that say something of it, its transcript first. */
export interface FoundSession<Listed> {
  readonly listed: Listed;
  readonly marks: readonly [FileMark, ...FileMark[]];
}

export interface SessionPlan<Listed> {
  readonly unchanged: number;
  readonly toRead: readonly { readonly found: FoundSession<Listed>; readonly row: IndexRow | undefined }[];
  /** Rows none of whose files is there. */
  readonly absent: readonly IndexRow[];
}

/** Compares the sessions of an agent's home with what is indexed of it. */
export function planSessions<Listed>(
  sessions: readonly FoundSession<Listed>[],
  rows: readonly IndexRow[],
): SessionPlan<Listed> {
  const byPath = new Map<string, IndexRow>();
  for (const row of rows) {
    byPath.set(row.path, row);
    for (const { path } of row.session?.files ?? []) byPath.set(path, row);
  }
  const seen = new Set<string>();
  const toRead: { found: FoundSession<Listed>; row: IndexRow | undefined }[] = [];
  let unchanged = 0;
  for (const found of sessions) {
    const row = found.marks.map(({ path }) => byPath.get(path)).find((known) => known !== undefined);
    if (row !== undefined) seen.add(row.id);
    if (row !== undefined && isUnchanged(found.marks, row)) unchanged += 1;
    else toRead.push({ found, row });
  }
  return { unchanged, toRead, absent: rows.filter(({ id }) => !seen.has(id)) };
}

/** The same files, as far as can be told without opening them. */
function isUnchanged(marks: readonly [FileMark, ...FileMark[]], row: IndexRow): boolean {
  const [first] = marks;
  if (row.missing || first.path !== row.path) return false;
  if (marks.length === 1)
    return row.session === undefined && isAsMarked({ ...first, mtimeMs: first.mtimeMs ?? 0 }, row);
  const known = new Map(row.session?.files.map((mark) => [mark.path, mark]));
  return (
    known.size === marks.length &&
    marks.every((mark) => isAsMarked({ ...mark, mtimeMs: mark.mtimeMs ?? 0 }, known.get(mark.path)))
  );
}
