import picomatch from "picomatch";

/**
 * Whether a session's folder is meant by a pattern: the folder itself, or a glob in which `*` stays within one name and
 * `**` crosses them. A pattern without wildcard also means everything below that folder.
 */
export function folderMatcher(pattern: string): (folder: string) => boolean {
  const trimmed = pattern.length > 1 ? pattern.replace(/\/+$/, "") : pattern;
  const { isGlob } = picomatch.scan(trimmed);
  if (!isGlob) return (folder) => folder === trimmed || folder.startsWith(trimmed === "/" ? "/" : `${trimmed}/`);
  const matches = picomatch(trimmed, { dot: true });
  return (folder) => matches(folder);
}
