/** Entries of a folder that came, went or changed between two snapshots. */
export function changes(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? "not there"} → ${after[name] ?? "gone"}`);
}
