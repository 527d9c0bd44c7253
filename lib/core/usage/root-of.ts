/** Follows threads to the one that they go back to, forks of forks too; a circle of made-up parents ends where it began. */
export function rootOf(id: string, parents: ReadonlyMap<string, string>): string {
  const passed = new Set([id]);
  for (let at = parents.get(id); at !== undefined; at = parents.get(at)) {
    if (passed.has(at)) return id;
    passed.add(at);
    id = at;
  }
  return id;
}
