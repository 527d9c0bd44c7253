import { lstatSync } from "node:fs";

/**
 * Remembers the folder at a path. The answer says whether that very folder still lies there: not a link, and not
 * another one in its place, through which work on it would lead elsewhere.
 */
export function pinFolder(path: string): () => boolean {
  const known = identityOf(path);
  return () => known !== undefined && identityOf(path) === known;
}

function identityOf(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() ? `${found.dev}:${found.ino}` : undefined;
}
