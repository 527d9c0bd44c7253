const THREAD_ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const HEADING = /^(#{1,6})\s/;

/**
 * The session behind a line of a memory file (`at`: from 0): the one that the line itself names; else the nearest that
 * its section names, first above it, then below; else the first that the sections around it name, from the inside out;
 * undefined where the file names none. `known` decides which ids are sessions; default: all.
 */
export function sessionOfLine(
  lines: readonly string[],
  at: number,
  known: (id: string) => boolean = () => true,
): string | undefined {
  const idIn = (line: string | undefined) => line?.match(THREAD_ID)?.find(known);
  const own = idIn(lines[at]);
  if (own !== undefined) return own;
  for (let level = levelOf(lines, at); level >= 0; level--) {
    const { from, until } = section(lines, at, level);
    for (let above = at - 1; above >= from; above--) {
      const id = idIn(lines[above]);
      if (id !== undefined) return id;
    }
    for (let below = at + 1; below < until; below++) {
      const id = idIn(lines[below]);
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

/** How deep the section of a line lies; 0 before the first heading. */
function levelOf(lines: readonly string[], at: number): number {
  for (let line = at; line >= 0; line--) {
    const heading = HEADING.exec(lines[line] ?? "");
    if (heading !== null) return heading[1]?.length ?? 0;
  }
  return 0;
}

/** The lines around `at` between two headings of this level or above; level 0 is the whole text. */
function section(lines: readonly string[], at: number, level: number) {
  const ends = (line: number) => {
    const heading = HEADING.exec(lines[line] ?? "");
    return heading !== null && (heading[1]?.length ?? 0) <= level;
  };
  let from = at;
  while (from > 0 && !ends(from)) from -= 1;
  let until = at + 1;
  while (until < lines.length && !ends(until)) until += 1;
  return { from, until };
}
