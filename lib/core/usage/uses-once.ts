/** Knows which uses of memory were seen: forks and sub-agents replay those of the thread that they go back to. */
export class UsesOnce {
  private readonly seen = new Set<string>();

  /** Whether the `occurrence`th use with this hash, of any thread with this root, comes for the first time. */
  isNew(rootThreadId: string, hash: string, occurrence: number): boolean {
    const key = `${rootThreadId} ${hash} ${occurrence}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }
}
