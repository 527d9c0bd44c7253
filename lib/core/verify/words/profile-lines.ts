/** So many folders describe a person; the rest is in the handbook. */
const FOLDERS_MAX = 10;
const WORKS_IN = /^works in ((?:`[^`]+`(?:,? and |, )?)+)\.?$/i;

/** The profile as rules compose it: the folders a person works in, each once, those of most sessions first. */
export function composeProfile(folders: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const folder of folders) if (folder !== "") counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, FOLDERS_MAX)
    .map(([folder]) => `- Works in \`${folder}\``);
}

/** Whether a line of a profile says no more than in which of these folders somebody works. */
export function isComposedProfile(text: string, folders: readonly string[]): boolean {
  const named = WORKS_IN.exec(text.trim())?.[1];
  if (named === undefined) return false;
  const known = new Set(folders.flatMap((folder) => [folder, lastPart(folder)]));
  return [...named.matchAll(/`([^`]+)`/g)].every(([, folder = ""]) => known.has(folder));
}

function lastPart(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== "") ?? folder;
}
