/** Gives each use its number among those with the same hash, from 1, in the order given. */
export function numberUses<Use>(
  uses: readonly Use[],
  hashOf: (use: Use) => string,
): (Use & { readonly occurrence: number })[] {
  const seen = new Map<string, number>();
  return uses.map((use) => {
    const hash = hashOf(use);
    const occurrence = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, occurrence);
    return { ...use, occurrence };
  });
}
