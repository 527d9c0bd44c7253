import { fstatSync, realpathSync, statSync } from "node:fs";
import { pathUnder } from "../../core/tree/path-bytes.ts";

/**
 * Whether an open handle is what now lies, without any link on the way, under the path it was opened by. For systems
 * that give handles no paths: names are then opened from the top, and a folder swapped for a link shows here.
 * The path must be a real one up to its parent. It is looked at twice around the comparison, so that one swap back
 * and forth does not pass.
 */
export function openedStraight(fd: number, path: string): boolean {
  const place = pathUnder(path, "");
  try {
    const opened = fstatSync(fd, { bigint: true });
    if (!isStraight(place)) return false;
    const named = statSync(place, { bigint: true });
    return opened.ino === named.ino && opened.dev === named.dev && isStraight(place);
  } catch {
    // Gone or closed to us meanwhile: it is not what it was.
    return false;
  }
}

function isStraight(place: string | Buffer): boolean {
  return realpathSync(place, "buffer").equals(Buffer.from(place));
}
