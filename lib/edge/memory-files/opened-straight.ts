import { fstatSync, realpathSync, statSync } from "node:fs";

/**
 * Whether an open handle is what now lies, without any link on the way, under the path it was opened by. For systems
 * that give handles no paths: names are then opened from the top, and a folder swapped for a link shows here.
 * The path must be a real one up to its parent.
 */
export function openedStraight(fd: number, path: string): boolean {
  try {
    const opened = fstatSync(fd, { bigint: true });
    const named = statSync(path, { bigint: true });
    return realpathSync(path) === path && opened.ino === named.ino && opened.dev === named.dev;
  } catch {
    // Gone or closed to us meanwhile: it is not what it was.
    return false;
  }
}
