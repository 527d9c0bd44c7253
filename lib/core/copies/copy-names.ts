/** A copy of the state database: which database it is of, and the UTC day it was made. */
export interface CopyName {
  readonly name: string;
  readonly stem: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

/** So many copies of a database are kept. */
const COPIES_KEPT = 3;
const COPY = /^(?<stem>memories(?:\.[0-9a-f]{8})?)-(?<day>\d{4}-\d{2}-\d{2})\.db$/u;

/** The name of a database's copy of the UTC day that a time in seconds lies in. */
export function copyName(stem: string, now: number): string {
  return `${stem}-${dayOf(now)}.db`;
}

/** The copies among the names of a folder, the newest first; what has another name is no copy of ours. */
export function parseCopyNames(names: readonly string[]): CopyName[] {
  return names
    .flatMap((name) => {
      const { stem, day } = COPY.exec(name)?.groups ?? {};
      return stem === undefined || day === undefined ? [] : [{ name, stem, day }];
    })
    .toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

/**
 * Which copies of one database make room, once that of today is there. Those of days that are still to come were made
 * under a wrong clock and count as the oldest: otherwise they would outlive every new one.
 */
export function selectOldCopies(copies: readonly CopyName[], now: number): CopyName[] {
  const today = dayOf(now);
  const newestFirst = [...copies.filter(({ day }) => day <= today), ...copies.filter(({ day }) => day > today)];
  return newestFirst.slice(COPIES_KEPT);
}

function dayOf(now: number): string {
  return new Date(now * 1_000).toISOString().slice(0, "YYYY-MM-DD".length);
}
