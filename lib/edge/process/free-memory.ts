/** Below so many bytes a process is small, and a look for what is free would only take time. */
const SMALL_BYTES = 120_000_000;

/**
 * Gives back what the program no longer uses, where the runtime can be asked to. By itself it does so when as much again
 * has been used, which for thousands of memories is much. Called between steps that have nothing in common.
 */
export function freeMemory(): void {
  if (process.memoryUsage.rss() > SMALL_BYTES) globalThis.Bun?.gc(true);
}
